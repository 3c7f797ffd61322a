import groovy.json.JsonSlurper

// No Dockerfile: a layer for dependencies, snapshots, resources, classes, and the class path, on the base.
def get = { path ->
  def connection = new URL("http://${registry}/v2/${path}").openConnection()
  connection.setRequestProperty('Accept', 'application/vnd.oci.image.manifest.v1+json')
  [digest: connection.getHeaderField('Docker-Content-Digest'), json: new JsonSlurper().parse(connection.inputStream)]
}
def first = get('plain/manifests/first')
def again = get('plain/manifests/again')
def changed = get('plain/manifests/changed')
assert first.digest == new File(basedir, 'target/digest').text
assert again.digest == first.digest

// One class changed: one small layer.
def layers = { it.json.layers*.digest }
assert (layers(changed) - layers(first)).size() == 1
assert changed.json.layers.find { !layers(first).contains(it.digest) }.size < 2000

def config = get("plain/blobs/${first.json.config.digest}").json
assert config.created == '2026-01-01T00:00:00Z'
assert config.config.User == '10001:10001'
assert config.config.Entrypoint == ['java', '-cp', '@/app/classpath', 'hello.Main']
assert !config.config.Healthcheck

// It runs, with its dependencies and resources.
def run = { image ->
  def dockerfile = new File(basedir, 'target/Run')
  dockerfile.text = "FROM ${registry}/${image}\nRUN [${config.config.Entrypoint.collect { '"' + it + '"' }.join(', ')}]\n"
  def process = [jbuild, '--root', "${root}", '--no-cache', '-f', dockerfile.path, basedir.path]*.toString().execute()
  def out = new StringBuilder()
  process.waitForProcessOutput(out, out)
  assert process.exitValue() == 0 : out
  out.toString()
}
assert run('plain:first').contains('Hello, Maven')
assert run('plain:changed').contains('Goodbye, Maven')
