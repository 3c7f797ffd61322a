// Every module has one mistake; each is an error of Maven's that names the parameter and what would be right.
def log = new File(basedir, 'build.log').text
def errors = [
  'image': 'parameter <image> (-Djbuild.image) "Up Per": bad image reference',
  'no-image': 'parameter <image> (-Djbuild.image) is missing',
  'tags': 'parameter <tags> (-Djbuild.tags) "a b": ',
  'dockerfile': 'parameter <dockerfile> (-Djbuild.dockerfile) "',
  'context': 'parameter <contextDirectory> (-Djbuild.contextDirectory) "',
  'platforms': 'parameter <platforms> (-Djbuild.platforms) "windows/amd64": jbuild makes images for linux only',
  'several-platforms': 'parameter <platforms> (-Djbuild.platforms) "linux/amd64,linux/arm64": only one',
  'push': 'parameter <push> (-Djbuild.push) "yes": it is either true or false',
  'format': 'parameter <format> (-Djbuild.format) "docker": only oci is there yet',
  'compression': 'parameter <compression> (-Djbuild.compression) "lzma": it is zstd, gzip or uncompressed',
  'jobs': 'parameter <jobs> (-Djbuild.jobs) "0": at least one job is needed',
  'many-jobs': 'for parameter jobs: Cannot convert \'many\' to',
  'pull': 'parameter <pull> (-Djbuild.pull) "maybe": ',
  'network': 'parameter <network> (-Djbuild.network) "bridge": ',
  'secrets': 'parameter <secrets> (-Djbuild.secrets) npm: it is env=VARIABLE or src=FILE',
  'auth': 'parameter <auth.username> (-Djbuild.auth.username) is missing',
  'outputs': 'for parameter zip: Cannot find \'zip\' in class dev.jbuild.maven.Outputs',
  'unknown': 'parameter <tag> is not known; known are auth, ',
  'cache': 'parameter <cacheFrom> (-Djbuild.cacheFrom) "type=gha": only a repository',
  'syntax': 'Dockerfile:2:6: error: unknown flag --form for COPY',
]
errors.each { module, message ->
  assert log.contains(message) : module
}
assert log.contains('''Dockerfile:2:6: error: unknown flag --form for COPY
[ERROR]    2 | COPY --form=a b /
[ERROR]      |      ^~~~~~
[ERROR]      = hint: did you mean --from?
''')
assert !log.contains('hunter2')
assert log.count('FAILURE [') == errors.size()
