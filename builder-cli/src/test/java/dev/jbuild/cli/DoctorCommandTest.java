// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.Diagnosis;
import dev.jbuild.engine.Diagnosis.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DoctorCommandTest {
  private static final Diagnosis DIAGNOSIS =
      new Diagnosis(
          "2",
          "no range",
          "little",
          List.of("one thing", "another"),
          List.of(
              new Finding("kernel", "own-proc", 1, "Operation not permitted"),
              new Finding("kernel", "ptrace", 0, ""),
              new Finding("storage", "overlay", -1, "it is an overlay itself")));

  @Test
  void tellsTierAdviceAndEachProbe() {
    assertThat(DoctorCommand.text(DIAGNOSIS))
        .isEqualTo(
            """
            tier 2: no range
            costs little
            to lift it: one thing
            to lift it: another

            kernel
              errno 1   own-proc             Operation not permitted
              ok        ptrace

            storage
              no        overlay              it is an overlay itself
            """);
  }

  @Test
  void tellsTheSameAsJson() {
    assertThat(DIAGNOSIS.toJson().toString())
        .startsWith(
            "{\"tier\":\"2\",\"reason\":\"no range\",\"cost\":\"little\","
                + "\"advice\":[\"one thing\",\"another\"],\"findings\":[{\"group\":\"kernel\","
                + "\"name\":\"own-proc\",\"ok\":false,\"errno\":1,")
        .contains("\"ok\":true");
  }

  @Test
  void refusesTiersThatAreNone() {
    assertThat(new TestSession().refusal("--isolation", "rootless", "."))
        .isEqualTo("error: flag --isolation rootless: known are auto and the tiers 1, 2, 3 and 4");
    assertThat(new TestSession().refusal("doctor", "x")).isEqualTo("error: unexpected argument x");
  }
}
