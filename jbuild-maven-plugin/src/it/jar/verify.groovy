// The image in the registry is, byte for byte, the one that the command line makes.
def digest = new URL("http://${registry}/v2/jar/manifests/1").openConnection()
digest.setRequestProperty('Accept', 'application/vnd.oci.image.manifest.v1+json')
def maven = digest.getHeaderField('Docker-Content-Digest')

// 1767225600 is project.build.outputTimestamp.
def command = [jbuild, '--root', "${root}", '--build-arg', "BASE=${registry}/java:1", '--source-date-epoch', '1767225600',
  '-t', 'same:1', basedir.path]
def process = command*.toString().execute()
def out = new StringBuilder()
def err = new StringBuilder()
process.waitForProcessOutput(out, err)
assert process.exitValue() == 0 : err
assert out.toString().trim() == maven
