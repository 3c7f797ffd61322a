// Four modules at once, one store: every image is in the registry, and what one build says stays together.
def tags = { new groovy.json.JsonSlurper().parse(new URL("http://${registry}/v2/reactor/${it}/tags/list")).tags }
def lines = new File(basedir, 'build.log').readLines()
['one', 'two', 'three', 'four'].each { module ->
  assert tags(module) == ['1']
  def said = lines.findIndexValues { it.contains("[${module}] ") }
  assert said.size() > 6
  assert said.last() - said.first() + 1 == said.size()
  (1..5).each { n -> assert lines.any { it == "[${module}] #1 | ${module} line ${n}" } }
}
return true
