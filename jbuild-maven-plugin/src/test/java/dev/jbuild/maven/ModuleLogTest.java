// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ModuleLogTest {
  private final RecordingLog log = new RecordingLog();

  @Test
  void tellsEachLineAtOnce() {
    try (ModuleLog module = new ModuleLog(log, Optional.empty())) {
      module.info("one");
      assertThat(log.lines).containsExactly("info one");
    }
    assertThat(log.lines).containsExactly("info one");
  }

  @Test
  void keepsTheLinesOfAModuleTogether() {
    try (ModuleLog module = new ModuleLog(log, Optional.of("m"))) {
      module.info("one");
      module.info("two");
      module.warn("three");
      module.info("four");
      assertThat(log.lines).isEmpty();
    }
    assertThat(log.lines)
        .containsExactly("info [m] one\n[m] two", "warn [m] three", "info [m] four");
  }
}
