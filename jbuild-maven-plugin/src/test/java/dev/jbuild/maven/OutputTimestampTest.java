// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class OutputTimestampTest {
  @Test
  void readsWhatMavenReads() throws Exception {
    assertThat(OutputTimestamp.parse("2026-01-01T00:00:00Z")).hasValue(1_767_225_600);
    assertThat(OutputTimestamp.parse("2026-01-01T02:00:00+02:00")).hasValue(1_767_225_600);
    assertThat(OutputTimestamp.parse("1767225600")).hasValue(1_767_225_600);
    assertThat(OutputTimestamp.parse("0")).hasValue(0);
    assertThat(OutputTimestamp.parse("x")).isEmpty();
    assertThat(OutputTimestamp.parse("")).isEmpty();
  }

  @Test
  void refusesWhatIsNoTime() {
    assertThatThrownBy(() -> OutputTimestamp.parse("yesterday"))
        .hasMessage(
            "property project.build.outputTimestamp \"yesterday\": give a time, as in 2026-01-01T00:00:00Z");
  }
}
