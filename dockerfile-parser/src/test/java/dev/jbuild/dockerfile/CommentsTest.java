// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which comments belong to an instruction. */
class CommentsTest {
  @TestFactory
  Stream<DynamicTest> describeAsInBuildKit() throws IOException {
    return Vectors.tests(
        Vectors.read("parser.jsonl").stream()
            .filter(v -> v.path("kind").asText().equals("comments"))
            .toList(),
        CommentsTest::check);
  }

  private static void check(JsonNode vector) {
    Dockerfile dockerfile = Dockerfile.parse(Vectors.dockerfile(vector));
    Map<String, String> descriptions = new TreeMap<>();
    dockerfile.metaArgs().forEach(a -> describe(dockerfile, "global ARG ", a, descriptions));
    for (Stage stage : dockerfile.stages()) {
      String prefix = "stage " + stage.index();
      List<Word> above = Comments.above(dockerfile, stage.from().origin());
      stage
          .name()
          .ifPresent(n -> descriptions.put(prefix, Comments.description(above, n).orElse("")));
      for (Instruction instruction : stage.instructions()) {
        if (instruction instanceof Instruction.Arg arg) {
          describe(dockerfile, prefix + " ARG ", arg, descriptions);
        }
      }
    }
    Map<String, String> expected = new TreeMap<>();
    vector
        .path("expect")
        .properties()
        .forEach(p -> expected.put(p.getKey(), p.getValue().asText()));
    assertThat(descriptions).isEqualTo(expected);
  }

  private static void describe(
      Dockerfile dockerfile, String prefix, Instruction.Arg arg, Map<String, String> to) {
    List<Word> above = Comments.above(dockerfile, arg.origin());
    arg.declarations()
        .forEach(
            d ->
                to.put(prefix + d.name(), Comments.description(above, d.name().text()).orElse("")));
  }

  private static List<String> above(String text) {
    Dockerfile dockerfile = Dockerfile.parse(Source.of("Dockerfile", text));
    return Comments.above(dockerfile, dockerfile.stages().get(0).from().origin()).stream()
        .map(Word::text)
        .toList();
  }

  @Test
  void commentsEndAtWhatIsNone() {
    assertThat(above("# a\n\n  #  b \n#c\nFROM x\n")).containsExactly("b", "c");
    assertThat(above("# a\n#\n# b\nFROM x\n")).containsExactly("b");
    assertThat(above("FROM x\n")).isEmpty();
  }

  @Test
  void directivesAreNoComments() {
    assertThat(above("#!/usr/bin/env jbuild\n# syntax=docker/dockerfile:1\n# a\nFROM x\n"))
        .containsExactly("a");
  }
}
