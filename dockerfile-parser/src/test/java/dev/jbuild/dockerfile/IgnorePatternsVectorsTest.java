// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class IgnorePatternsVectorsTest {
  private static final List<String> PATHS =
      List.of(
          "file",
          "xfile",
          "a/file",
          "dir",
          "dir/x",
          "dir2/x",
          "a/dir2/x",
          "a/dir2/x/y",
          "a/b",
          "ab",
          "abc/b",
          "a.txt",
          "a/b/c.txt",
          "fileXtxt",
          "d/file.txt",
          "ace",
          "aee",
          ".x",
          "x",
          "abcxdef",
          "abc/def",
          "foo/bar",
          "d/foo/bar",
          "xfoo/bar",
          "abc.def",
          "");

  @TestFactory
  Stream<DynamicTest> ignoresAsOthersDo() throws IOException {
    return Vectors.tests(Vectors.read("dockerignore.jsonl"), this::check);
  }

  private void check(JsonNode vector) {
    List<String> patterns = Vectors.strings(vector.path("patterns"));
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> IgnorePatterns.of(patterns))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("(malformed pattern|a ! without).*");
      return;
    }
    switch (vector.path("api").asText()) {
      case "read" ->
          assertThat(
                  IgnorePatterns.lines(Source.of(".dockerignore", vector.path("text").asText()))
                      .stream()
                      .map(Word::text))
              .isEqualTo(Vectors.strings(vector.path("expect")));
      case "compile" -> checkCompiled(vector, IgnorePatterns.of(patterns));
      case "regexp" -> checkMeaning(vector, patterns.get(0));
      default ->
          assertThat(IgnorePatterns.of(patterns).excludes(vector.path("path").asText()))
              .isEqualTo(vector.path("match").asBoolean());
    }
  }

  private static void checkCompiled(JsonNode vector, IgnorePatterns patterns) {
    if (vector.has("count")) {
      assertThat(patterns.patterns()).hasSize(vector.path("count").asInt());
    }
    if (vector.has("exclusions")) {
      assertThat(patterns.hasExceptions()).isEqualTo(vector.path("exclusions").asBoolean());
    }
  }

  private static void checkMeaning(JsonNode vector, String pattern) {
    IgnorePattern ours = IgnorePatterns.of(List.of(pattern)).patterns().get(0);
    String kind = vector.path("kind").asText();
    assertThat(ours.shape().name().toLowerCase(java.util.Locale.ROOT))
        .isEqualTo(kind.equals("regexp") ? "pattern" : kind);
    if (kind.equals("regexp")) {
      Pattern expected = Pattern.compile(vector.path("regexp").asText());
      for (String path : PATHS) {
        assertThat(ours.matches(path)).as(path).isEqualTo(expected.matcher(path).find());
      }
    }
  }
}
