// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.plan.PlanOptions;
import dev.jbuild.oci.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MistakesTest {
  private static List<Integer> lines(String... lines) {
    Dockerfile.Reading reading =
        Dockerfile.read(Source.of("Dockerfile", String.join("\n", lines) + "\n"));
    assertThat(reading.errors()).isNotEmpty();
    return Mistakes.of(reading, OPTIONS).diagnostics().stream()
        .map(diagnostic -> diagnostic.span().line())
        .toList();
  }

  private static final PlanOptions OPTIONS = PlanOptions.of(Platform.host());

  @Test
  void whatCantBeReadHidesNoMistakeOfTheRest() {
    assertThat(lines("FROM scratch", "COPPY a b", "EXPOSE x", "RUN --x true"))
        .containsExactly(2, 3, 4);
  }

  @Test
  void whatMayComeOfALineThatCantBeReadIsNotTold() {
    assertThat(lines("FROM scratch", "ENV", "EXPOSE $PORT", "EXPOSE x")).containsExactly(2, 4);
    assertThat(lines("FROM --x scratch AS a", "FROM scratch", "COPY --from=1 a b")).contains(1);
  }

  @Test
  void variablesOfImagesAreNotTakenForMistakes() {
    assertThat(lines("FROM image", "COPPY a b", "EXPOSE $PORT")).containsExactly(2);
  }
}
