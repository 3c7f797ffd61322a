// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VariablesTest {
  @Test
  void snapshotIsNotChangedByWhatFollows() {
    Variables variables = new Variables(Map.of("A", "1"));
    variables.set("B", "2");
    Map<String, String> before = variables.snapshot();
    variables.set("A", "3");
    variables.set("C", "4");

    assertThat(before).containsExactly(entry("A", "1"), entry("B", "2"));
    assertThat(variables.snapshot())
        .containsExactly(entry("A", "3"), entry("B", "2"), entry("C", "4"));
    assertThat(variables.get("A")).contains("3");
    assertThat(variables.get("D")).isEmpty();
  }

  @Test
  void behavesAsAMapWhateverIsSet() {
    Random random = new Random(1);
    Map<String, String> expected = new LinkedHashMap<>();
    Variables variables = new Variables(Map.of());
    for (int i = 0; i < 1000; i++) {
      String name = "V" + random.nextInt(1 + i / 50);
      variables.set(name, "" + i);
      expected.put(name, "" + i);
      assertThat(variables.snapshot()).containsExactlyEntriesOf(expected);
    }
  }
}
