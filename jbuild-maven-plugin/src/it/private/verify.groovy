// What the settings' login could push, it can pull; nobody was told the password.
def get = { path ->
  def connection = new URL("http://${privateRegistry}/v2/${path}").openConnection()
  connection.setRequestProperty('Authorization', 'Basic ' + 'builder:s3cret-of-the-lab'.bytes.encodeBase64())
  connection.setRequestProperty('Accept', 'application/vnd.oci.image.manifest.v1+json')
  new groovy.json.JsonSlurper().parse(connection.inputStream)
}
assert get('app/tags/list').tags.sort() == ['1', '2']
def config = get("app/blobs/${get('app/manifests/1').config.digest}")
assert config.config.Labels.version == '1.5'

def log = new File(basedir, 'build.log').text
assert !log.replaceAll(/.*Djbuild.auth.*/, '').replaceAll(/.*jbuild.auth.password=.*/, '').contains('s3cret-of-the-lab')
def failure = log.substring(log.lastIndexOf('[ERROR] Failed to execute goal'))
assert failure.contains('401 Unauthorized') && failure.contains('the credentials of user builder')
