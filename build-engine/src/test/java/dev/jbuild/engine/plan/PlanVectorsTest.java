// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The facts that other builders agree on, of the kinds that concern plans. */
class PlanVectorsTest {
  private static final Path FOLDER = Path.of("../../shared/conformance/vectors");

  @TestFactory
  Stream<DynamicTest> exposesAsOthersDo() throws IOException {
    return tests("expose", PlanVectorsTest::checkPorts);
  }

  @TestFactory
  Stream<DynamicTest> plansAsOthersDo() throws IOException {
    return tests("plan", PlanVectorsTest::checkPlan);
  }

  private static void checkPorts(JsonNode vector) {
    List<String> ports = new ArrayList<>();
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> vector.path("ports").forEach(p -> Ports.parse(p.asText())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("invalid port \"");
      return;
    }
    vector.path("ports").forEach(p -> ports.addAll(Ports.parse(p.asText())));
    List<String> expected = new ArrayList<>();
    vector.path("expect").forEach(p -> expected.add(p.asText()));
    assertThat(ports).isEqualTo(expected);
  }

  private static void checkPlan(JsonNode vector) {
    Plans plans = new Plans();
    if (vector.has("target")) {
      plans.target(vector.path("target").asText());
    }
    String dockerfile = vector.path("dockerfile").asText();
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> plans.plan(dockerfile)).isInstanceOf(DockerfileException.class);
    } else {
      PlannedStage target = plans.plan(dockerfile).target();
      vector
          .path("labels")
          .properties()
          .forEach(
              l ->
                  assertThat(target.config().labels())
                      .containsEntry(l.getKey(), l.getValue().asText()));
    }
  }

  private static Stream<DynamicTest> tests(String kind, Consumer<JsonNode> test)
      throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "no folder " + FOLDER);
    Path file = FOLDER.resolve("parser.jsonl");
    if (!Files.exists(file) && "1".equals(System.getenv("JBUILD_MUST_WORK"))) {
      fail("the folder of vectors is there, but not " + file);
    }
    assumeTrue(Files.exists(file), "no file " + file);
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      ObjectNode vector = Json.parseObject(line.getBytes(StandardCharsets.UTF_8), "vector");
      if (vector.path("kind").asText().equals(kind)) {
        tests.add(DynamicTest.dynamicTest(vector.path("id").asText(), () -> test.accept(vector)));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }
}
