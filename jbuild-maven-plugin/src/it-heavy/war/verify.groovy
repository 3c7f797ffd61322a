import dev.jbuild.maven.Lab

// Tomcat's directory has the war, a layer for each pace of change; there are no snapshots.
def lab = new Lab(registry, jbuild, root, basedir.path)
def config = lab.config('war', '1')
assert config.path('config').path('Entrypoint').toString() == '["catalina.sh","run"]'
def files = lab.layers('war', '1').takeRight(3).collect { digest ->
  def blob = new File(basedir, "target/oci/blobs/sha256/${digest.substring(7)}")
  "tar --zstd -tf ${blob}".execute().text.readLines().findAll { !it.endsWith('/') }.toSorted()
}
def top = 'usr/local/tomcat/webapps/ROOT/'
assert files[0].size() == 1 && files[0][0].startsWith(top + 'WEB-INF/lib/slf4j-api-')
assert files[1].contains(top + 'index.html')
assert files[2] == [top + 'WEB-INF/classes/hello/Hello.class']
return true
