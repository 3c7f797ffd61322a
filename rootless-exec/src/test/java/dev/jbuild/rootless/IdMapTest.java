// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IdMapTest {
  private static final String RANGE =
      "         0       1500          1\n         1     100000      65536\n";
  private static final String ONE = "         0       1500          1\n";

  @Test
  void mapOfOneIdIsSingle() {
    IdMap map = IdMap.parse(ONE, ONE);

    assertThat(map.isSingle()).isTrue();
    assertThat(map.key()).isEqualTo("single");
    assertThat(map.hasUid(0)).isTrue();
    assertThat(map.hasUid(1)).isFalse();
  }

  @Test
  void mapWithOneGroupIsSingleToo() {
    assertThat(IdMap.parse(RANGE, ONE).isSingle()).isTrue();
  }

  @Test
  void keyIsTheSameForTheSameMapOnly() {
    IdMap map = IdMap.parse(RANGE, RANGE);

    assertThat(map.key()).matches("[0-9a-f]{16}").isEqualTo(IdMap.parse(RANGE, RANGE).key());
    assertThat(map.key()).isNotEqualTo(IdMap.parse(RANGE, RANGE.replace("1500", "1501")).key());
  }

  @Test
  void knowsItsIds() {
    IdMap map = IdMap.parse(RANGE, "0 0 4294967295");

    assertThat(map.hasUid(65536)).isTrue();
    assertThat(map.hasUid(65537)).isFalse();
    assertThat(map.hasGid(4294967294L)).isTrue();
    assertThat(map.hasGid(4294967295L)).isFalse();
  }

  @Test
  void rejectsWhatIsNoMap() {
    assertThatThrownBy(() -> IdMap.parse("0 1", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id map line \"0 1\" is not three numbers");
  }
}
