// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.BuildEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class QuietProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final QuietProgress progress =
      new QuietProgress(new PrintStream(out, false, StandardCharsets.UTF_8));

  @Test
  void showsOnlyTheOutputOfAStepThatFailed() {
    progress.on(new BuildEvent.Notice("n"));
    progress.on(new BuildEvent.StepStarted(1, "RUN a"));
    progress.on(new BuildEvent.StepStarted(2, "RUN b"));
    progress.on(new BuildEvent.StepOutput(1, "good\n"));
    progress.on(new BuildEvent.StepOutput(2, "bad"));
    progress.on(new BuildEvent.StepFinished(1, BuildEvent.Outcome.DONE, Duration.ZERO));
    progress.on(new BuildEvent.StepFinished(2, BuildEvent.Outcome.FAILED, Duration.ZERO));
    progress.close();

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("bad\n");
  }

  @Test
  void saysHowMuchOfALongOutputIsNotShown() {
    for (int i = 0; i < 2000; i++) {
      progress.on(new BuildEvent.StepOutput(1, "x".repeat(99) + "\n"));
    }
    progress.on(new BuildEvent.StepFinished(1, BuildEvent.Outcome.FAILED, Duration.ZERO));

    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList())
        .hasSize(662)
        .first()
        .isEqualTo("(1339 earlier lines are not shown, --progress plain shows all)");
  }
}
