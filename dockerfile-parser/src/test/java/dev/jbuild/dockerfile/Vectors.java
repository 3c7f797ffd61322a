// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The facts that other builders agree on, one JSON object a line. */
final class Vectors {
  static final Path FOLDER = Path.of("../../shared/conformance/vectors");

  private Vectors() {}

  static List<JsonNode> read(String file) throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      assumeTrue(false, "no folder " + FOLDER);
    }
    Path path = FOLDER.resolve(file);
    if (!Files.exists(path)) {
      if ("1".equals(System.getenv("JBUILD_MUST_WORK"))) {
        fail("the folder of vectors is there, but not " + file);
      }
      assumeTrue(false, "no file " + path);
    }
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> vectors = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      vectors.add(mapper.readTree(line));
    }
    return vectors;
  }

  static Stream<DynamicTest> tests(List<JsonNode> vectors, Consumer<JsonNode> test) {
    return vectors.stream()
        .map(v -> DynamicTest.dynamicTest(v.path("id").asText(), () -> test.accept(v)));
  }

  static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(s -> strings.add(s.asText()));
    return strings;
  }

  /** The Dockerfile of a vector, inline or in a file beside. */
  static Source dockerfile(JsonNode vector) {
    try {
      return vector.has("dockerfile_file")
          ? Source.decode(
              "Dockerfile",
              Files.readAllBytes(FOLDER.resolve(vector.path("dockerfile_file").asText())))
          : Source.of("Dockerfile", vector.path("dockerfile").asText());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
