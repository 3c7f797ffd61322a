// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ChallengeVectorsTest {
  @TestFactory
  Stream<DynamicTest> challengesAreReadAsOthersReadThem() throws IOException {
    return Vectors.read("auth.jsonl").stream()
        .filter(v -> v.path("api").asText().equals("parse"))
        .map(v -> DynamicTest.dynamicTest(v.path("id").asText(), () -> checkParsed(v)));
  }

  @TestFactory
  Stream<DynamicTest> aChallengeThatCanBeMetIsChosen() throws IOException {
    return Vectors.read("auth.jsonl").stream()
        .filter(v -> v.path("api").asText().equals("choose"))
        .map(v -> DynamicTest.dynamicTest(v.path("id").asText(), () -> checkChosen(v)));
  }

  private static void checkParsed(ObjectNode vector) {
    List<Challenge> actual = Challenge.parse(Json.strings(vector, "headers"));

    assertThat(actual).hasSize(vector.path("challenges").size());
    for (int i = 0; i < actual.size(); i++) {
      JsonNode expected = vector.path("challenges").path(i);
      assertThat(known(actual.get(i).scheme())).isEqualTo(expected.path("scheme").asText());
      if (expected.has("parameters")) {
        assertThat(actual.get(i).parameters())
            .isEqualTo(Json.stringMap((ObjectNode) expected, "parameters"));
      }
    }
  }

  private static String known(String scheme) {
    return Set.of(Challenge.BASIC, Challenge.BEARER).contains(scheme) ? scheme : "unknown";
  }

  private static void checkChosen(ObjectNode vector) {
    List<Challenge> challenges = Challenge.parse(Json.strings(vector, "headers"));
    boolean met =
        Set.of(Challenge.BASIC, Challenge.BEARER).contains(vector.path("scheme").asText());
    if (!met) {
      assertThat(Challenge.choose(challenges)).isEmpty();
      return;
    }
    Challenge chosen = Challenge.choose(challenges).orElseThrow();
    assertThat(chosen.scheme()).isEqualTo(vector.path("scheme").asText());
    assertThat(chosen.parameters()).isEqualTo(Json.stringMap(vector, "parameters"));
  }
}
