// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What BuildKit's git URLs mean. */
final class GitRefVectorsTest {
  private static final Path VECTORS = Path.of("../../shared/conformance/vectors");

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    assumeTrue(Files.isDirectory(VECTORS), "no folder " + VECTORS);
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> vectors = new ArrayList<>();
    for (String line : Files.readAllLines(VECTORS.resolve("gitrefs.jsonl"))) {
      vectors.add(mapper.readTree(line));
    }
    assertThat(vectors).isNotEmpty();
    return vectors.stream()
        .map(v -> DynamicTest.dynamicTest(v.path("id").asText(), () -> check(v)));
  }

  private static void check(JsonNode vector) {
    switch (vector.path("api").asText()) {
      case "parse" -> checkParse(vector);
      case "fragment-format" -> checkFragmentFormat(vector);
      default -> throw new AssertionError(vector);
    }
  }

  private static void checkParse(JsonNode vector) {
    String input = vector.path("input").asText();
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> GitRef.parse(input)).isInstanceOf(IllegalArgumentException.class);
      return;
    }
    Optional<GitRef> parsed = GitRef.parse(input);
    JsonNode expect = vector.path("expect");
    if (expect.isNull()) {
      assertThat(parsed).isEmpty();
      return;
    }
    GitRef ref = parsed.orElseThrow();
    assertThat(ref.remote()).isEqualTo(expect.path("remote").asText());
    assertThat(ref.shortName()).isEqualTo(expect.path("short_name").asText());
    assertThat(ref.ref().orElse("")).isEqualTo(expect.path("ref").asText());
    assertThat(ref.subdir().orElse("")).isEqualTo(expect.path("sub_dir").asText());
    assertThat(ref.checksum().orElse("")).isEqualTo(expect.path("checksum").asText());
    assertThat(ref.mtime().orElse("")).isEqualTo(expect.path("mtime").asText());
    assertThat(ref.fetchByCommit()).isEqualTo(expect.path("fetch_by_commit").asBoolean());
    assertThat(ref.isUnencrypted()).isEqualTo(expect.path("unencrypted_tcp").asBoolean());
    assertThat(ref.likeLocalPath())
        .isEqualTo(expect.path("indistinguishable_from_local").asBoolean());
  }

  private static void checkFragmentFormat(JsonNode vector) {
    Optional<GitRef> ref;
    try {
      ref = GitRef.parse(vector.path("input").asText());
    } catch (IllegalArgumentException e) {
      ref = Optional.empty();
    }
    assertThat(ref.isPresent()).isEqualTo(vector.path("ok").asBoolean());
    ref.ifPresent(
        r ->
            assertThat(r.fragmentForm(vector.path("keep_subdir").asBoolean()))
                .isEqualTo(vector.path("expect").asText()));
  }
}
