import dev.jbuild.maven.Lab

// Quarkus' fast-jar, in layers; the application answers.
def lab = new Lab(registry, jbuild, root, basedir.path)
assert lab.layers('quarkus', '1').size() > 4
assert lab.answer('quarkus', '1', 'QUARKUS_HTTP_PORT') == 'Hello from Quarkus'
return true
