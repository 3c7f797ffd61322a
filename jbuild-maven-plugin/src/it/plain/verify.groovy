import dev.jbuild.maven.Lab

// No Dockerfile: a layer for dependencies, snapshots, the class path, resources and classes, on the base.
def lab = new Lab(registry, jbuild, root, basedir.path)
assert lab.digest('plain', 'first') == new File(basedir, 'target/digest').text
assert lab.digest('plain', 'again') == lab.digest('plain', 'first')

// One class changed: one small layer.
def before = lab.layers('plain', 'first')
def layers = lab.manifest('plain', 'changed').path('layers').findAll { !before.contains(it.path('digest').asText()) }
assert layers.size() == 1
assert layers[0].path('size').asInt() < 2000

def config = lab.config('plain', 'first')
assert config.path('created').asText() == '2026-01-01T00:00:00Z'
assert config.path('config').path('User').asText() == '10001:10001'
assert config.path('config').path('Entrypoint').toString() == '["java","-cp","@/app/classpath","hello.Main"]'
assert config.path('config').path('Healthcheck').isMissingNode()

// It runs, with its dependencies and resources.
assert lab.run('plain', 'first').contains('Hello, Maven')
assert lab.run('plain', 'changed').contains('Goodbye, Maven')
return true
