// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The facts on platforms that other builders agree on, as far as Linux images need them. */
class PlatformVectorsTest {
  private static final Path FILE = Path.of("../../shared/conformance/vectors/platforms.jsonl");

  @TestFactory
  Stream<DynamicTest> readsPlatformsAsOthersDo() throws IOException {
    return vectors("parse").map(v -> test(v, () -> checkParsed(v)));
  }

  @TestFactory
  Stream<DynamicTest> acceptsWhatOthersAccept() throws IOException {
    return vectors("only").map(v -> test(v, () -> checkAccepted(v)));
  }

  private static void checkParsed(JsonNode vector) {
    String input = vector.path("input").asText();
    if (vector.has("error")) {
      assertThatThrownBy(() -> Platform.parse(input)).isInstanceOf(IllegalArgumentException.class);
      return;
    }
    Platform platform = Platform.parse(input);
    assertThat(platform).isEqualTo(of(vector.path("expect")));
    vector.path("matches").forEach(same -> assertThat(of(same)).isEqualTo(platform));
  }

  private static void checkAccepted(JsonNode vector) {
    Platform platform = Platform.parse(vector.path("platform").asText());
    Platform candidate = Platform.parse(vector.path("candidate").asText());
    assertThat(platform.accepts(candidate)).isEqualTo(vector.path("match").asBoolean());
  }

  private static Platform of(JsonNode json) {
    return Platform.of(
        json.path("os").asText(),
        json.path("architecture").asText(),
        Optional.of(json.path("variant").asText()).filter(v -> !v.isEmpty()));
  }

  private static DynamicTest test(JsonNode vector, Runnable check) {
    return DynamicTest.dynamicTest(vector.path("id").asText(), check::run);
  }

  /** Versions and features of Windows, in brackets, are left out: images for it aren't built. */
  private static Stream<JsonNode> vectors(String api) throws IOException {
    assumeTrue(Files.isDirectory(FILE.getParent()), "no folder " + FILE.getParent());
    if (!Files.exists(FILE) && "1".equals(System.getenv("JBUILD_MUST_WORK"))) {
      fail("the folder of vectors is there, but not " + FILE);
    }
    assumeTrue(Files.exists(FILE), "no file " + FILE);
    List<JsonNode> vectors = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      JsonNode vector = Json.parseObject(line.getBytes(StandardCharsets.UTF_8), "vector");
      boolean host = vector.path("host").asText("linux/amd64").equals(Platform.host().toString());
      if (vector.path("api").asText().equals(api) && host && line.indexOf('(') < 0) {
        vectors.add(vector);
      }
    }
    assertThat(vectors).isNotEmpty();
    return vectors.stream();
  }
}
