// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Builds that must fail: with their exit code, their message, and nothing left behind. */
@ExtendWith(LabExtension.class)
final class FailureIT {
  private static final Duration SOON = Duration.ofSeconds(2);

  private Jbuild jbuild;
  private String busybox;

  @BeforeEach
  void prepare(Lab lab) throws IOException {
    jbuild = lab.jbuild(lab.user());
    busybox = lab.busybox();
  }

  @Test
  void failingRunTellsItsOutputItsPlaceAndItsStatus(Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s
                # A comment, so that lines and steps are not the same.
                RUN echo fine

                RUN echo said $((1+2)) on stdout && \\
                    echo said $((1+3)) on stderr >&2 && \\
                    exit 7
                """
                    .formatted(busybox));
    NothingLeft nothing = NothingLeft.behind(jbuild);

    Finished failed = jbuild.build(context, "-t", "failing:1").exits(3);

    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("said 3 on stdout").contains("said 4 on stderr");
    String message = lineStartingWith(failed, "Dockerfile:5:1: error: ");
    assertThat(message).contains("exit code 7");
    assertThat(failed.err())
        .contains("\n   5 | RUN echo said $((1+2)) on stdout")
        .contains("\n     | ^");
    nothing.verify(SOON);
    StoreCheck.assertSwept(jbuild.root());
    assertThat(jbuild.run("images").ok().out()).doesNotContain("failing");
    assertNextBuildWorks(lab);
  }

  @Test
  void runEndedByASignalTellsSo(Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .dockerfile(
                "FROM %s\nRUN [\"/bin/sh\", \"-c\", \"kill -SEGV $$\"]\n".formatted(busybox));

    Finished failed = jbuild.build(context).exits(3);

    assertThat(lineStartingWith(failed, "Dockerfile:2:1: error: "))
        .containsPattern("exit code 139|signal 11|SIGSEGV");
  }

  @Test
  void missingProgramIsNamed(Lab lab) throws IOException {
    BuildContext context =
        lab.context().dockerfile("FROM %s\nRUN [\"/no/such/program\"]\n".formatted(busybox));

    Finished failed = jbuild.build(context).exits(3);

    assertThat(lineStartingWith(failed, "Dockerfile:2:1: error: ")).contains("/no/such/program");
  }

  @Test
  void typoGivesTheCaretMessageBeforeAnythingRuns(Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s AS build
                RUN echo must not run



                FROM %s
                COPY --form=build /app /app
                """
                    .formatted(busybox, busybox));
    NothingLeft nothing = NothingLeft.behind(jbuild);

    Finished failed = jbuild.build(context, "-t", "typo:1").exits(2);

    assertThat(failed.err())
        .endsWith(
            """
            Dockerfile:7:6: error: unknown flag --form for COPY
               7 | COPY --form=build /app /app
                 |      ^~~~~~
                 = hint: did you mean --from?
            """);
    assertThat(failed.err()).doesNotContain("must not run");
    nothing.verify(SOON);
    assertNextBuildWorks(lab);
  }

  @Test
  void unknownInstructionIsShownWithItsPlace(Lab lab) throws IOException {
    BuildContext context = lab.context().dockerfile("FROM scratch\nCOPPY a b\n");

    Finished failed = jbuild.build(context).exits(2);

    String message = lineStartingWith(failed, "Dockerfile:2:1: error: ");
    assertThat(message).contains("COPPY");
    assertThat(failed.err()).contains("   2 | COPPY a b\n     | ^~~~~\n");
  }

  @Test
  void missingSourceOfCopyIsNamed(Lab lab) throws IOException {
    BuildContext context = lab.context().dockerfile("FROM scratch\nCOPY not-there /\n");

    Finished failed = jbuild.build(context).exits(2);

    assertThat(lineStartingWith(failed, "Dockerfile:2:6: error: ")).contains("not-there");
  }

  @Test
  void allMissingSourcesAreToldAtOnce(Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .file("there", "1")
            .dockerfile(
                """
                FROM scratch AS a
                COPY there one-thing /
                FROM scratch
                COPY --from=a /there /
                COPY another thing* /b/
                """);

    Finished failed = jbuild.build(context).exits(2);

    assertThat(lineStartingWith(failed, "Dockerfile:2:12: error: ")).contains("one-thing");
    assertThat(lineStartingWith(failed, "Dockerfile:5:6: error: ")).contains("another");
    assertThat(failed.err()).doesNotContain("Dockerfile:4:");
  }

  @Test
  void unreachableRegistryIsNamed(Lab lab) throws IOException {
    String nowhere = "127.0.0.1:" + DockerRegistry.freePort();
    BuildContext context =
        lab.context().dockerfile("FROM " + nowhere + "/base:1\nRUN echo must not run\n");
    NothingLeft nothing = NothingLeft.behind(jbuild);

    Finished failed = jbuild.build(context, "-t", "unreachable:1").exits(4);

    assertThat(failed.err()).contains(nowhere).doesNotContain("\tat ");
    assertThat(failed.elapsed()).isLessThan(Duration.ofSeconds(60));
    nothing.verify(SOON);
    StoreCheck.assertSwept(jbuild.root());
    assertNextBuildWorks(lab);
  }

  @Test
  void unknownTagIsNamed(Lab lab) throws IOException {
    String missing = lab.registry().name("busybox:no-such-tag");
    BuildContext context = lab.context().dockerfile("FROM " + missing + "\n");

    Finished failed = jbuild.build(context).exits(4);

    assertThat(failed.err()).contains("busybox", "no-such-tag");
  }

  @Test
  void unreachablePushTargetFailsBeforeTheFirstStep(Lab lab) throws IOException {
    String nowhere = "127.0.0.1:" + DockerRegistry.freePort();
    BuildContext context = lab.context().dockerfile("FROM %s\nRUN echo x >/x\n".formatted(busybox));
    NothingLeft nothing = NothingLeft.behind(jbuild);

    Finished failed = jbuild.build(context, "-t", nowhere + "/app:1", "--push").exits(4);

    assertThat(failed.err()).contains(nowhere);
    assertThat(failed.out()).isEmpty();
    nothing.verify(SOON);
  }

  @Test
  void unknownOptionIsACommandLineErrorWithASuggestion(Lab lab) throws IOException {
    BuildContext context = lab.context().dockerfile("FROM scratch\n");

    Finished failed = jbuild.build(context, "--no-cahce").exits(1);

    assertThat(failed.err()).contains("--no-cahce").contains("--no-cache");
  }

  private void assertNextBuildWorks(Lab lab) throws IOException {
    BuildContext context =
        lab.context().dockerfile("FROM %s\nRUN echo again >/again\n".formatted(busybox));
    jbuild.build(context, "-t", "next:1").ok();
    StoreCheck.assertSound(jbuild.root());
    StoreCheck.assertSwept(jbuild.root());
  }

  private static String lineStartingWith(Finished failed, String start) {
    return failed
        .err()
        .lines()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line starts with '" + start + "' in " + failed));
  }
}
