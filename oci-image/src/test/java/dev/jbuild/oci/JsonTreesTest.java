// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " {\"a\":[1,-2,9223372036854775807,92233720368547758070,1.5,1e300,true,false,null,\"x\"]} ",
        "{\"b\":{\"c\":{\"d\":[[],[{}],{\"e\":\"\"}]}},\"a\":1}",
        "{\"a\":1,\"b\":2,\"a\":3}",
        "{\"\":\"\\u0000\\n\\\"\\\\/é€\\ud83d\\ude00<>&\"}",
        "{\"a\":1} trailing"
      })
  void readsAndWritesAsAnObjectMapperDoes(String text) throws IOException {
    byte[] data = text.getBytes(UTF_8);

    assertThat(JsonTrees.readObject(data).orElseThrow()).isEqualTo(MAPPER.readTree(data));
    assertThat(JsonTrees.write(JsonTrees.readObject(data).orElseThrow()))
        .isEqualTo(MAPPER.writeValueAsBytes(MAPPER.readTree(data)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "1", "\"{}\""})
  void whatIsNoObjectIsRefused(String text) {
    assertThatThrownBy(() -> Json.parseObject(text.getBytes(UTF_8), "the text"))
        .isInstanceOf(OciException.class)
        .hasMessage("the text is not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\"", "{\"a\":", "{\"a\":[", "{\"a\":[1", "{a:1}", "{\"a\":1,}"})
  void whatIsCutOffOrWrongIsNotValid(String text) {
    assertThatThrownBy(() -> Json.parseObject(text.getBytes(UTF_8), "the text"))
        .isInstanceOf(OciException.class)
        .hasMessageStartingWith("the text is not valid JSON: Unexpected");
  }

  @Test
  void nestingIsLimited() {
    byte[] deep = ("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8);

    assertThatThrownBy(() -> Json.parseObject(deep, "the text"))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("nesting depth (1001) exceeds the maximum allowed (1000");
  }
}
