// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class DigestTest {
  private static final String EMPTY =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void digestsData() {
    assertThat(Digest.ofData(new byte[0])).hasToString(EMPTY);
    assertThat(Digest.ofData("a".getBytes(StandardCharsets.UTF_8)).hex()).startsWith("ca978112");
  }

  @Test
  void parsesWhatItPrints() {
    assertThat(Digest.parse(EMPTY)).isEqualTo(Digest.ofData(new byte[0])).hasToString(EMPTY);
  }

  @Test
  void refusesOtherAlgorithmsUpperCaseAndWrongLengths() {
    assertThatThrownBy(() -> Digest.parse("sha512:" + "a".repeat(128)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a sha256 digest");
    assertThatThrownBy(() -> Digest.parse("sha256:" + "A".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 64 lower-case hex digits");
    assertThatThrownBy(() -> Digest.parse("sha256:" + "a".repeat(63)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 64 lower-case hex digits");
  }
}
