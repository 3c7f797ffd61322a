// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.BuildEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PlainProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long millis;
  private final PlainProgress progress =
      new PlainProgress(
          new PrintStream(out, false, StandardCharsets.UTF_8), () -> millis * 1_000_000);

  private void at(long newMillis, BuildEvent... events) {
    millis = newMillis;
    for (BuildEvent event : events) {
      progress.on(event);
    }
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsABuildAsLines() {
    at(0, new BuildEvent.Notice("runs as root of a user namespace"));
    at(0, new BuildEvent.StepStarted(1, "[1/3] FROM debian:13"));
    at(0, new BuildEvent.StepFinished(1, BuildEvent.Outcome.CACHED, Duration.ZERO));
    at(100, new BuildEvent.StepStarted(2, "[2/3] RUN make"));
    at(200, new BuildEvent.StepStarted(3, "[other 1/1] COPY a b"));
    at(512, new BuildEvent.StepOutput(2, "cc -c"));
    at(1000, new BuildEvent.StepFinished(3, BuildEvent.Outcome.DONE, Duration.ofMillis(800)));
    at(1512, new BuildEvent.StepOutput(2, " a.c\ncc -c b.c\r\n\nlinking"));
    at(1600, new BuildEvent.Warning("the clock is wrong"));
    at(61700, new BuildEvent.StepFinished(2, BuildEvent.Outcome.FAILED, Duration.ofMillis(61600)));
    progress.close();

    assertThat(shown())
        .isEqualTo(
            """
            runs as root of a user namespace
            #1 [1/3] FROM debian:13
            #1 CACHED
            #2 [2/3] RUN make
            #3 [other 1/1] COPY a b
            #3 DONE 0.8s
            #2 1.412 cc -c a.c
            #2 1.412 cc -c b.c
            #2 1.412\s
            warning: the clock is wrong
            #2 61.600 linking
            #2 ERROR 61.6s
            """);
  }

  @Test
  void sumsUpTransfers() {
    at(0, transfer(BuildEvent.Direction.PULL, "a", 0, 10_000_000));
    at(1, transfer(BuildEvent.Direction.PULL, "b", 500_000, 2_000_000));
    at(6000, transfer(BuildEvent.Direction.PULL, "a", 9_000_000, 10_000_000));
    at(6001, transfer(BuildEvent.Direction.PULL, "a", 10_000_000, 10_000_000));
    at(6002, transfer(BuildEvent.Direction.PULL, "b", 2_000_000, 2_000_000));
    at(6003, transfer(BuildEvent.Direction.PUSH, "c", 999, 999));
    progress.close();

    assertThat(shown())
        .isEqualTo(
            """
            pulling: 9.5 MB of 12.0 MB
            pulled 12.0 MB in 2 blobs
            pushed 999 B in 1 blob
            """);
  }

  @Test
  void clipsNothing() {
    String line = "x".repeat(200_000);
    at(0, new BuildEvent.StepStarted(1, "RUN"));
    at(0, new BuildEvent.StepOutput(1, line + "\n" + line));
    progress.close();

    assertThat(shown()).isEqualTo("#1 RUN\n#1 0.000 " + line + "\n#1 0.000 " + line + "\n");
  }

  @Test
  void endsALineThatNeverEndsByItself() {
    at(0, new BuildEvent.StepStarted(1, "RUN"));
    at(0, new BuildEvent.StepOutput(1, "waiting"));
    progress.close();

    assertThat(shown()).isEqualTo("#1 RUN\n#1 0.000 waiting\n");
  }

  @Test
  void makesLinesOfAProgressBar() {
    at(0, new BuildEvent.StepStarted(1, "RUN"));
    at(0, new BuildEvent.StepOutput(1, "10%\r"));
    at(0, new BuildEvent.StepOutput(1, "20%\r"));
    at(0, new BuildEvent.StepOutput(1, "\ndone\n"));
    progress.close();

    assertThat(shown()).isEqualTo("#1 RUN\n#1 0.000 10%\n#1 0.000 20%\n#1 0.000 done\n");
  }

  private static BuildEvent transfer(BuildEvent.Direction way, String what, long done, long total) {
    return new BuildEvent.Transfer(way, what, done, total);
  }
}
