// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ParserVectorsTest {
  /** Kinds whose language is refused by name until its issue; and those of the planner. */
  private static final Set<String> OTHER_KINDS = Set.of("comments", "expose", "plan");

  /** Vectors that are refused here, with what we say instead. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          // The s-expressions are made before flags and HEALTHCHECK kinds are looked at.
          Map.entry("buildkit parser/testfiles#15", "unknown flag --user for COPY"),
          Map.entry("buildkit parser/testfiles#16", "HEALTHCHECK takes CMD or NONE, not CONNECT"));

  @TestFactory
  Stream<DynamicTest> parsesAsOthersDo() throws IOException {
    return Vectors.tests(
        Vectors.read("parser.jsonl").stream()
            .filter(v -> !OTHER_KINDS.contains(v.path("kind").asText()))
            .toList(),
        this::check);
  }

  private void check(JsonNode vector) {
    String id = vector.path("id").asText();
    if (REFUSED.containsKey(id)) {
      assertThatThrownBy(() -> Dockerfile.parse(Vectors.dockerfile(vector)))
          .isInstanceOf(DockerfileException.class)
          .hasMessageContaining(REFUSED.get(id));
      return;
    }
    switch (vector.path("kind").asText()) {
      case "ast" -> checkTree(vector);
      case "lines" -> checkLines(vector);
      case "empty-continuation" -> checkText(vector);
      case "syntax", "directive", "directives" -> checkDirectives(vector);
      case "json-array" -> checkJson(vector);
      case "name-value" -> checkNameValue(vector);
      case "flags" -> checkFlags(vector);
      case "run-device" -> checkDevice(vector);
      case "instruction" -> checkInstruction(vector);
      case "error-lines" -> checkErrorLines(vector);
      case "heredoc-line" -> checkHeredocLine(vector);
      case "heredoc-word" -> checkHeredocWord(vector);
      case "heredoc-chomp" -> checkHeredocTabs(vector);
      case "heredocs" -> checkHeredocs(vector);
      default -> throw new AssertionError("unknown kind of vector: " + vector);
    }
  }

  private static void checkTree(JsonNode vector) {
    Source source = Vectors.dockerfile(vector);
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> Dockerfile.parse(source)).isInstanceOf(DockerfileException.class);
      return;
    }
    // Some of the golden files begin with no FROM.
    boolean noStage = !source.text().contains("FROM");
    Source whole = noStage ? Source.of("Dockerfile", "FROM x\n" + source.text()) : source;
    String expected = read(vector.path("result_file").asText()).strip();
    assertThat(Dump.of(Dockerfile.parse(whole)).strip())
        .isEqualTo(noStage ? "(from \"x\")\n" + expected : expected);
  }

  private static void checkLines(JsonNode vector) {
    Dockerfile dockerfile = Dockerfile.parse(Vectors.dockerfile(vector));
    Stage stage = dockerfile.stages().get(0);
    List<Instruction> all = new ArrayList<>(List.of(stage.from()));
    all.addAll(stage.instructions());
    List<List<Integer>> lines =
        all.stream()
            .map(i -> List.of(i.origin().span().line(), i.origin().span().lastLine()))
            .toList();
    List<List<Integer>> expected = new ArrayList<>();
    vector
        .path("instructions")
        .forEach(i -> expected.add(List.of(i.get(0).asInt(), i.get(1).asInt())));
    assertThat(lines).isEqualTo(expected);
  }

  /** Which lines deserve a warning is for the checks; the text is what counts here. */
  private static void checkText(JsonNode vector) {
    List<String> texts =
        Dockerfile.parse(Vectors.dockerfile(vector)).stages().get(0).instructions().stream()
            .map(i -> i.origin().text())
            .toList();
    assertThat(texts).containsAll(Vectors.strings(vector.path("warnings")));
  }

  private static void checkDirectives(JsonNode vector) {
    Directives found = Directives.parse(Vectors.dockerfile(vector), new Problems());
    if (vector.path("kind").asText().equals("directives")) {
      assertThat(String.valueOf(found.escape()))
          .isEqualTo(vector.path("directives").get(0).path("value").asText());
      return;
    }
    boolean syntax = vector.path("kind").asText().equals("syntax");
    Source source = Vectors.dockerfile(vector);
    var value = syntax ? found.syntax().or(() -> Frontend.foreign(source)) : found.check();
    assertThat(value.isPresent()).isEqualTo(vector.path("found").asBoolean());
    value.ifPresent(
        word -> {
          assertThat(word.text().split("\\s", 2)[0]).isEqualTo(vector.path("value").asText());
          if (vector.has("start_line")) {
            assertThat(word.span().line()).isEqualTo(vector.path("start_line").asInt());
          }
        });
  }

  private static void checkJson(JsonNode vector) {
    Slice text = Lines.only(vector.path("text").asText());
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> JsonArray.parse(text))
          .isInstanceOf(DockerfileException.class)
          .hasMessageContaining("an array must be comprised of strings only");
    } else {
      assertThat(JsonArray.parse(text).orElseThrow().words().stream().map(Word::text))
          .isEqualTo(Vectors.strings(vector.path("expect")));
    }
  }

  private static void checkNameValue(JsonNode vector) {
    String line = vector.path("instruction").asText() + " " + vector.path("text").asText();
    if (vector.has("error")) {
      assertThatThrownBy(() -> parse(line)).isInstanceOf(DockerfileException.class);
      return;
    }
    List<String> pairs = new ArrayList<>();
    ((Instruction.Label) parse(line))
        .pairs()
        .forEach(p -> pairs.addAll(List.of(p.key().text(), p.value().text())));
    List<String> expected = new ArrayList<>();
    vector
        .path("expect")
        .forEach(p -> expected.addAll(List.of(p.path("name").asText(), p.path("value").asText())));
    assertThat(pairs).isEqualTo(expected);
  }

  private static void checkFlags(JsonNode vector) {
    List<Flag> known = new ArrayList<>();
    for (JsonNode flag : vector.path("flags")) {
      String name = flag.path("name").asText();
      known.add(flag.path("type").asText().equals("bool") ? Flag.yesNo(name) : Flag.text(name));
    }
    String args = String.join(" ", Vectors.strings(vector.path("args"))).replace("= ", "=\\ ");
    Problems problems = new Problems();
    Flags flags = Flags.parse("TEST", known, Lines.only(args), problems);
    assertThat(problems.hasErrors()).isEqualTo(vector.path("error").asBoolean());
    if (vector.has("used")) {
      assertThat(flags.all().keySet())
          .containsExactlyElementsOf(Vectors.strings(vector.path("used")));
    }
    Map<String, String> values = new HashMap<>();
    flags.all().forEach((k, v) -> values.put(k, v.text().isEmpty() ? "true" : v.text()));
    vector.path("values").properties().stream()
        .filter(v -> values.containsKey(v.getKey()) && !v.getValue().asText().isEmpty())
        .forEach(v -> assertThat(values).containsEntry(v.getKey(), v.getValue().asText()));
  }

  private static void checkDevice(JsonNode vector) {
    String text = vector.path("text").asText();
    Word word = new Word(text, Source.of("Dockerfile", text).span(0, text.length()));
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> DeviceFlag.parse(word)).isInstanceOf(DockerfileException.class);
      return;
    }
    DeviceFlag device = DeviceFlag.parse(word);
    assertThat(device.name().text()).isEqualTo(vector.at("/expect/name").asText());
    assertThat(device.required()).isEqualTo(vector.at("/expect/required").asBoolean());
  }

  private static void checkInstruction(JsonNode vector) {
    String line = vector.path("dockerfile").asText();
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> Dockerfile.parse(Source.of("Dockerfile", "FROM x\n" + line)))
          .isInstanceOf(DockerfileException.class)
          .hasMessageContaining("error: ");
      return;
    }
    Instruction instruction = parse(line);
    JsonNode expect = vector.path("expect");
    if (instruction instanceof Instruction.Copy copy) {
      assertThat(copy.transfer().destination().text()).isEqualTo(expect.path("dest").asText());
      assertThat(copy.transfer().sources().stream().map(Word::text))
          .isEqualTo(Vectors.strings(expect.path("sources")));
      assertThat(copy.transfer().heredocs().stream().map(h -> contents(h).toString()))
          .isEqualTo(contents(expect.path("contents")));
    } else if (instruction instanceof Instruction.Run run && expect.has("flags_used")) {
      assertThat(run.mounts()).hasSize(1);
    } else if (instruction instanceof Instruction.Run run) {
      assertThat(run.command() instanceof CommandLine.Exec)
          .isEqualTo(!expect.path("shell").asBoolean());
      assertThat(words(run.command())).isEqualTo(words(expect));
    } else if (instruction instanceof Instruction.Healthcheck check) {
      assertThat(check.interval().toNanos()).isEqualTo(expect.path("interval_ns").asLong());
      if (expect.has("test")) {
        assertThat(words(check.command().orElseThrow()))
            .containsExactly(expect.path("test").get(1).asText());
      }
    } else {
      throw new AssertionError("no check for " + instruction);
    }
  }

  private static JsonNode contents(Heredoc heredoc) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("path", heredoc.name())
        .put("data", heredoc.content().text())
        .put("expand", heredoc.expands());
  }

  private static List<String> contents(JsonNode expected) {
    List<String> contents = new ArrayList<>();
    expected.forEach(c -> contents.add(c.toString()));
    return contents;
  }

  private static List<String> words(CommandLine command) {
    if (command instanceof CommandLine.Script script) {
      return List.of(script.document().content().text());
    }
    return command instanceof CommandLine.Exec exec
        ? exec.arguments()
        : List.of(((CommandLine.Shell) command).text().text());
  }

  /** What has to be run: a lone here-document is the script, others go on to the shell. */
  private static List<String> words(JsonNode expect) {
    JsonNode files = expect.path("files");
    String command = expect.path("command").get(0).asText();
    if (files.isEmpty()) {
      return Vectors.strings(expect.path("command"));
    }
    String data = files.get(0).path("data").asText();
    boolean strip = files.get(0).path("chomp").asBoolean();
    return List.of(
        command.indexOf(' ') < 0
            ? strip ? data.replaceAll("(?m)^\t+", "") : data
            : command + "\n" + data + files.get(0).path("name").asText());
  }

  private static void checkErrorLines(JsonNode vector) {
    if (vector.path("when").asText().equals("build")) {
      assertThat(Dockerfile.parse(Vectors.dockerfile(vector)).stages()).hasSize(1);
      return;
    }
    DockerfileException error =
        catchThrowableOfType(
            DockerfileException.class, () -> Dockerfile.parse(Vectors.dockerfile(vector)));
    assertThat(error.diagnostics().get(0).span().line())
        .isEqualTo(vector.path("lines").get(0).asInt());
  }

  private static void checkHeredocs(JsonNode vector) {
    LineReader lines = new LineReader(Vectors.dockerfile(vector), 0, '\\');
    HeredocReader reader = new HeredocReader(lines);
    List<List<String>> found = new ArrayList<>();
    for (var line = lines.next(); line.isPresent(); line = lines.next()) {
      found.add(reader.read(line.get().whole()).stream().map(ParserVectorsTest::dump).toList());
    }
    List<List<String>> expected = new ArrayList<>();
    for (JsonNode instruction : vector.path("expect")) {
      List<String> heredocs = new ArrayList<>();
      instruction.forEach(h -> heredocs.add(((ObjectNode) h).without("fd").toString()));
      expected.add(heredocs);
    }
    assertThat(found.subList(vector.path("first_instruction").asInt(), found.size()))
        .isEqualTo(expected);
  }

  private static String dump(Heredoc heredoc) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", heredoc.name())
        .put("content", heredoc.body().text())
        .put("expand", heredoc.expands())
        .put("chomp", heredoc.stripsTabs())
        .toString();
  }

  private static void checkHeredocLine(JsonNode vector) {
    Slice line = Lines.only(vector.path("text").asText()).from(3);
    assertThat(HeredocOpener.in(line).stream().map(HeredocOpener::name))
        .isEqualTo(Vectors.strings(vector.path("expect")));
  }

  /** Where BuildKit's helper fails, its caller takes the word for no heredoc. */
  private static void checkHeredocWord(JsonNode vector) {
    Slice word = Lines.only(vector.path("text").asText());
    List<String> names =
        HeredocOpener.in(word).stream()
            .filter(o -> o.span().equals(word.span()))
            .map(HeredocOpener::name)
            .toList();
    JsonNode expect = vector.path("expect");
    assertThat(names).isEqualTo(expect.isTextual() ? List.of(expect.asText()) : List.of());
  }

  private static void checkHeredocTabs(JsonNode vector) {
    Source source = Source.of("Dockerfile", vector.path("text").asText());
    Span all = source.span(0, source.text().length());
    Heredoc heredoc =
        new Heredoc("EOF", true, true, all, new Word(source.text(), all), source.span(0, 0));
    assertThat(heredoc.content().text()).isEqualTo(vector.path("expect").asText());
  }

  private static Instruction parse(String line) {
    return Dockerfile.parseTrigger(Source.of("Dockerfile", line));
  }

  private static String read(String file) {
    try {
      return Files.readString(Vectors.FOLDER.resolve(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
