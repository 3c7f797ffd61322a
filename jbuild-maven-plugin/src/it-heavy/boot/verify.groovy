import dev.jbuild.maven.Lab

// Spring Boot's own layers, and the application answers.
def lab = new Lab(registry, jbuild, root, basedir.path)
assert lab.digest('boot', 'again') == lab.digest('boot', 'first')
def before = lab.layers('boot', 'first')
def layers = lab.manifest('boot', 'changed').path('layers').findAll { !before.contains(it.path('digest').asText()) }
assert layers.size() == 1
assert layers[0].path('size').asInt() < 20000
assert lab.answer('boot', 'first', 'SERVER_PORT') == 'Hello from Spring Boot'
assert lab.answer('boot', 'changed', 'SERVER_PORT') == 'Goodbye from Spring Boot'
return true
