// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.BuildEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LiveProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long millis;
  private final LiveProgress progress =
      new LiveProgress(
          new PrintStream(out, false, StandardCharsets.UTF_8), () -> millis * 1_000_000);

  private String drawn() {
    out.reset();
    progress.draw();
    return out.toString(StandardCharsets.UTF_8);
  }

  private String closed() {
    out.reset();
    progress.close();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsWhatRunsAndTheEndOfItsOutput() {
    progress.on(new BuildEvent.StepStarted(2, "[2/3] RUN make"));
    progress.on(new BuildEvent.StepOutput(2, "one\ntwo\nthree\nfour\nunfinished"));
    progress.on(new BuildEvent.Transfer(BuildEvent.Direction.PULL, "a", 1_000, 2_000_000));
    millis = 1234;

    assertThat(drawn())
        .isEqualTo(
            "\u001b[?7l"
                + "jbuild 1.2s, 0 steps done, pulled 1.0 kB of 2.0 MB\n"
                + "#2 1.2s [2/3] RUN make\n"
                + "   | two\n   | three\n   | four\n"
                + "\u001b[?7h");
  }

  @Test
  void replacesWhatItHasDrawnAndKeepsFinishedSteps() {
    progress.on(new BuildEvent.StepStarted(1, "[1/3] FROM a"));
    progress.on(new BuildEvent.StepStarted(2, "[2/3] RUN make"));
    drawn();
    progress.on(new BuildEvent.StepFinished(1, BuildEvent.Outcome.DONE, Duration.ofMillis(1100)));

    assertThat(drawn())
        .isEqualTo(
            "\u001b[3A\r\u001b[J#1 [1/3] FROM a DONE 1.1s\n"
                + "\u001b[?7ljbuild 0.0s, 1 step done\n#2 0.0s [2/3] RUN make\n\u001b[?7h");
  }

  @Test
  void leavesASummaryAndNoRedrawnLine() {
    progress.on(new BuildEvent.StepStarted(1, "RUN a"));
    drawn();
    progress.on(new BuildEvent.StepFinished(1, BuildEvent.Outcome.CACHED, Duration.ZERO));
    progress.on(new BuildEvent.Transfer(BuildEvent.Direction.PUSH, "a", 5, 5));

    assertThat(closed())
        .isEqualTo(
            "\u001b[2A\r\u001b[J#1 RUN a CACHED\njbuild 0.0s, 1 step done, pushed 5 B in 1 blob\n");
    assertThat(closed()).isEmpty();
  }

  @Test
  void showsAllOutputOfAStepThatFailed() {
    progress.on(new BuildEvent.StepStarted(1, "RUN a"));
    progress.on(new BuildEvent.StepOutput(1, "1\n2\n3\n4\n5\nno newline"));
    progress.on(new BuildEvent.StepFinished(1, BuildEvent.Outcome.FAILED, Duration.ZERO));

    assertThat(closed())
        .isEqualTo("1\n2\n3\n4\n5\nno newline\n#1 RUN a ERROR 0.0s\njbuild 0.0s, 1 step done\n");
  }

  @Test
  void showsAFewOfManySteps() {
    for (int i = 1; i <= 6; i++) {
      progress.on(new BuildEvent.StepStarted(i, "RUN " + i));
    }

    assertThat(drawn()).contains("#4 0.0s RUN 4\n   and 2 more\n").doesNotContain("RUN 5");
  }

  @Test
  void dropsWhatWouldMoveTheCursor() {
    assertThat(LiveProgress.printable("a\u001b[31mred\u001b[0m\tb\u0007\u001b[2Kc\u001bMd"))
        .isEqualTo("ared    bcd");
  }

  @Test
  void redrawsByItselfUntilItIsClosed() throws Exception {
    LiveProgress started =
        LiveProgress.start(new PrintStream(out, false, StandardCharsets.UTF_8), System::nanoTime);
    started.close();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("jbuild-progress")) {
        thread.join(5000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("0 steps done\n");
  }
}
