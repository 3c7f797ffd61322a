// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ExpanderVectorsTest {
  @TestFactory
  Stream<DynamicTest> expandsAsOthersDo() throws IOException {
    return Vectors.tests(
        Vectors.read("expansions.jsonl").stream()
            .filter(v -> !v.path("platform").asText().equals("windows"))
            .toList(),
        this::checkExpansion);
  }

  @TestFactory
  Stream<DynamicTest> splitsWordsAsOthersDo() throws IOException {
    return Vectors.tests(Vectors.read("words.jsonl"), this::checkWords);
  }

  private void checkExpansion(JsonNode vector) {
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> expand(vector))
          .isInstanceOf(DockerfileException.class)
          .hasMessageContaining(vector.path("error_contains").asText());
      return;
    }
    Expansion expansion = expand(vector);
    assertThat(expansion.text()).isEqualTo(vector.path("expect").asText());
    if (vector.has("matched")) {
      assertThat(expansion.used())
          .containsExactlyInAnyOrderElementsOf(Vectors.strings(vector.path("matched")));
      assertThat(expansion.unset())
          .containsExactlyInAnyOrderElementsOf(Vectors.strings(vector.path("unmatched")));
    }
  }

  private void checkWords(JsonNode vector) {
    if (vector.path("error").asBoolean()) {
      assertThatThrownBy(() -> expand(vector)).isInstanceOf(DockerfileException.class);
    } else if (vector.path("mode").asText().equals("raw")) {
      Slice line = Lines.only(vector.path("word").asText());
      assertThat(Words.quoted(line, '\\').stream().map(Slice::text))
          .isEqualTo(Vectors.strings(vector.path("expect")));
    } else {
      assertThat(expand(vector).words()).isEqualTo(Vectors.strings(vector.path("expect")));
    }
  }

  private static Expansion expand(JsonNode vector) {
    Map<String, String> env = new HashMap<>();
    vector.path("env").properties().forEach(e -> env.put(e.getKey(), e.getValue().asText()));
    Word word = Lines.word(vector.path("word").asText());
    char escape = vector.path("escape").asText().charAt(0);
    return new Expander(escape).expand(word, name -> Optional.ofNullable(env.get(name)));
  }
}
