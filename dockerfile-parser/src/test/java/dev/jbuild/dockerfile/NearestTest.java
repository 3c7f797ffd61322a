// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> FLAGS = List.of("from", "chown", "chmod", "link");

  @Test
  void swappedLettersAreOneMistake() {
    assertThat(Nearest.distance("form", "from")).isEqualTo(1);
    assertThat(Nearest.to("form", FLAGS)).contains("from");
  }

  @Test
  void proposesNothingThatIsFarAway() {
    assertThat(Nearest.to("parents", FLAGS)).isEmpty();
    assertThat(Nearest.to("x".repeat(1_000_000), FLAGS)).isEmpty();
  }
}
