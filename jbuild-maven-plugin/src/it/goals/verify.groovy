import dev.jbuild.maven.Lab

assert new File(basedir, '.dockerignore').text.contains('\ntarget\n')
def dockerfile = new File(basedir, 'Dockerfile').text
assert dockerfile.contains('COPY --from=maven-classes . classes/')
assert !new File(basedir, 'target/jbuild/Dockerfile').exists()
assert new Lab(registry, jbuild, root, basedir.path).run('goals', 'latest').contains('Hello from init')

def log = new File(basedir, 'build.log').text
assert log.contains('Dockerfile is there already: -Djbuild.overwrite=true writes it anew')
assert log.contains('the check of the Dockerfile failed')
assert log.contains('Wrong:2:6: error: unknown flag --form for COPY')
assert log =~ /(?m)^\[INFO\] tier [1-4]: /
return true
