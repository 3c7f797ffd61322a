// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ReferenceVectorsTest {
  private static final Set<String> GRAMMAR =
      Set.of("parse", "name", "name-regexp", "reference-regexp", "domain-regexp");
  private static final Set<String> NORMALIZED =
      Set.of("parse-normalized", "parse-docker-ref", "parse-canonical", "parse-any");
  private static final Set<String> COMPARED =
      Set.of("domain", "path", "name", "familiar", "tag", "digest", "expect");

  @TestFactory
  Stream<DynamicTest> grammarIsThatOfDistribution() throws IOException {
    return tests(GRAMMAR);
  }

  @TestFactory
  Stream<DynamicTest> defaultsAreThoseOfDocker() throws IOException {
    return tests(NORMALIZED);
  }

  @Test
  void imageIdsAreNoNamesWhereOthersTakeThemForEither() throws IOException {
    List<ObjectNode> ids =
        Vectors.read("references.jsonl").stream().filter(ReferenceVectorsTest::isImageId).toList();

    assertThat(ids).hasSize(2);
    assertThat(ids)
        .allSatisfy(
            v ->
                assertThatThrownBy(() -> Reference.parse(v.path("input").asText()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("image ID"));
  }

  private static Stream<DynamicTest> tests(Set<String> apis) throws IOException {
    return Vectors.read("references.jsonl").stream()
        .filter(v -> apis.contains(v.path("api").asText()) && !isImageId(v))
        .map(v -> DynamicTest.dynamicTest(v.path("id").asText(), () -> check(v)));
  }

  private static boolean isImageId(ObjectNode v) {
    return v.path("api").asText().equals("parse-any")
        && v.path("expect").asText().startsWith("sha256:");
  }

  private static void check(ObjectNode v) {
    String input = v.path("input").asText();
    boolean refused = v.has("error") || (v.has("match") && !v.path("match").asBoolean());
    if (refused) {
      assertThatThrownBy(() -> read(v.path("api").asText(), input))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("bad image reference \"" + input + "\": ");
      return;
    }
    Map<String, String> actual = read(v.path("api").asText(), input);
    for (Map.Entry<String, JsonNode> expected : v.properties()) {
      if (COMPARED.contains(expected.getKey())) {
        assertThat(actual.getOrDefault(expected.getKey(), ""))
            .as(expected.getKey())
            .isEqualTo(expected.getValue().asText());
      }
    }
    if (v.has("groups")) {
      checkGroups(v, actual);
    }
  }

  private static void checkGroups(ObjectNode v, Map<String, String> actual) {
    boolean ofName = v.path("api").asText().equals("name-regexp");
    List<String> keys = ofName ? List.of("domain", "path") : List.of("name", "tag", "digest");
    for (int i = 0; i < keys.size(); i++) {
      assertThat(actual.getOrDefault(keys.get(i), ""))
          .as(keys.get(i))
          .isEqualTo(v.path("groups").path(i).asText());
    }
  }

  private static Map<String, String> read(String api, String input) {
    return switch (api) {
      case "domain-regexp" -> domain(input);
      case "parse", "reference-regexp" -> parts(ReferenceGrammar.parse(input));
      case "name", "name-regexp" -> nameOnly(input);
      case "parse-docker-ref" -> dockerRef(input);
      case "parse-canonical" -> canonical(input);
      default -> fields(Reference.parseWithoutDefaultTag(input));
    };
  }

  private static Map<String, String> domain(String input) {
    if (!ReferenceGrammar.isDomain(input)) {
      throw ReferenceGrammar.bad(input, "not a registry host");
    }
    return Map.of("domain", input);
  }

  private static Map<String, String> nameOnly(String input) {
    ReferenceGrammar.Parts parts = ReferenceGrammar.parse(input);
    if (parts.tag().isPresent() || parts.digest().isPresent()) {
      throw ReferenceGrammar.bad(input, "not only a name");
    }
    return parts(parts);
  }

  private static Map<String, String> dockerRef(String input) {
    Reference reference = Reference.parse(input);
    return fields(reference.digest().isPresent() ? reference.withoutTag() : reference);
  }

  private static Map<String, String> canonical(String input) {
    Reference reference = Reference.parseWithoutDefaultTag(input);
    if (!reference.toString().equals(input)) {
      throw ReferenceGrammar.bad(input, "not canonical");
    }
    return fields(reference);
  }

  private static Map<String, String> parts(ReferenceGrammar.Parts parts) {
    Map<String, String> fields = new HashMap<>();
    parts.domain().ifPresent(d -> fields.put("domain", d));
    fields.put("path", parts.path());
    fields.put("name", parts.domain().map(d -> d + "/").orElse("") + parts.path());
    parts.tag().ifPresent(t -> fields.put("tag", t));
    parts.digest().map(Digest::toString).ifPresent(d -> fields.put("digest", d));
    return fields;
  }

  private static Map<String, String> fields(Reference reference) {
    Map<String, String> fields = new HashMap<>();
    fields.put("domain", reference.registryHost());
    fields.put("path", reference.repository());
    fields.put("name", reference.name());
    fields.put("familiar", reference.familiar());
    fields.put("expect", reference.toString());
    reference.tag().ifPresent(t -> fields.put("tag", t));
    reference.digest().map(Digest::toString).ifPresent(d -> fields.put("digest", d));
    return fields;
  }
}
