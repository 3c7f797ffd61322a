// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Builds that are ended from outside, gently and not. */
@ExtendWith(LabExtension.class)
final class KillIT {
  private static final int KILLS = 8;
  private static final Duration SOON = Duration.ofSeconds(1);

  private Jbuild jbuild;

  @BeforeEach
  void prepare(Lab lab) throws IOException {
    jbuild = lab.jbuild(lab.user());
  }

  /** The seed is printed on failure; give another with {@code -Djbuild.seed}. */
  @Test
  void buildWorksAfterBuildsKilledAtRandomMoments(Lab lab) throws Exception {
    long seed = Long.getLong("jbuild.seed", 20_261_121L);
    Random random = new Random(seed);
    BuildContext context = manySmallSteps(lab);
    Duration whole = lab.jbuild(lab.user()).build(context, "-t", "killed:1").ok().elapsed();

    for (int i = 0; i < KILLS; i++) {
      long delayMillis = random.nextLong(whole.toMillis());
      String when = "seed " + seed + ", kill " + i + " after " + delayMillis + " ms";
      NothingLeft nothing = NothingLeft.behind(jbuild);
      Running running = jbuild.command("-t", "killed:1", ".").in(context.directory()).start();
      boolean ended = running.process().waitFor(delayMillis, TimeUnit.MILLISECONDS);
      if (!ended) {
        running.process().destroyForcibly();
      }
      Finished finished = running.await();
      assertThat(finished.exitCode()).as("%s: %s", when, finished).isIn(0, 137);
      nothing.verify(Duration.ofSeconds(3));
    }
    Finished last = jbuild.build(context, "-t", "killed:1").ok();

    assertThat(last.outLine()).startsWith("sha256:");
    StoreCheck.assertSound(jbuild.root());
    StoreCheck.assertSwept(jbuild.root());
    assertThat(jbuild.run("inspect", "killed:1").ok().out()).contains(last.outLine());
  }

  @Test
  void interruptEndsTheWholeTreeWithinASecond(Lab lab) throws Exception {
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s
                RUN trap '' INT TERM HUP; (trap '' INT TERM; sleep 4242) & \
                    setsid sleep 4243 & echo ready-$((40+2)); sleep 4244
                """
                    .formatted(lab.busybox()));
    NothingLeft nothing = NothingLeft.behind(jbuild);
    Running running = jbuild.command("-t", "interrupted:1", ".").in(context.directory()).start();
    running.awaitOutput("ready-42");

    running.signal("INT");
    boolean ended = running.process().waitFor(SOON.toMillis(), TimeUnit.MILLISECONDS);

    Finished finished = running.await();
    assertThat(ended).as("ended within %s: %s", SOON, finished).isTrue();
    assertThat(finished.exitCode()).as("%s", finished).isEqualTo(130);
    nothing.verify(SOON);
    StoreCheck.assertSwept(jbuild.root());
  }

  @Test
  void terminationEndsItToo(Lab lab) throws Exception {
    BuildContext context =
        lab.context()
            .dockerfile("FROM %s\nRUN echo ready-$((40+2)); sleep 4245\n".formatted(lab.busybox()));
    NothingLeft nothing = NothingLeft.behind(jbuild);
    Running running = jbuild.command(".").in(context.directory()).start();
    running.awaitOutput("ready-42");

    running.signal("TERM");

    Finished finished = running.await();
    assertThat(finished.exitCode()).as("%s", finished).isEqualTo(143);
    assertThat(finished.elapsed()).isLessThan(Duration.ofSeconds(60));
    nothing.verify(SOON);
  }

  private static BuildContext manySmallSteps(Lab lab) throws IOException {
    StringBuilder text = new StringBuilder("FROM " + lab.busybox() + " AS other\n");
    text.append("RUN head -c 3000000 /dev/urandom >/noise\n");
    text.append("FROM ").append(lab.busybox()).append('\n');
    for (int i = 0; i < 6; i++) {
      text.append("RUN head -c 500000 /dev/urandom >/f").append(i).append('\n');
      text.append("COPY file /copied").append(i).append('\n');
    }
    text.append("COPY --from=other /noise /noise\n");
    return lab.context().dockerfile(text.toString()).file("file", "x".repeat(2_000_000));
  }
}
