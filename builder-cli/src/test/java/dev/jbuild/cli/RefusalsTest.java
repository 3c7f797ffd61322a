// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong, or not there yet, is said by name. */
final class RefusalsTest {
  @TempDir Path dir;
  private final TestSession session = new TestSession();

  @ParameterizedTest
  @CsvSource({
    "--fil,--file",
    "--build-args,--build-arg",
    "--tagg,--tag",
    "--psuh,--push",
    "--nocache,--no-cache",
    "--progres,--progress"
  })
  void suggestsTheNearestFlag(String typed, String meant) {
    String message = session.refusal(typed + "=x", dir.toString());

    assertThat(message)
        .isEqualTo(
            "error: unknown flag "
                + typed
                + " for build\n     = hint: did you mean "
                + meant
                + "?");
  }

  @Test
  void pointsToHelpIfNoFlagIsNear() {
    assertThat(session.refusal("--xyzzy", dir.toString()))
        .isEqualTo(
            "error: unknown flag --xyzzy for build\n"
                + "     = hint: jbuild build --help lists the flags");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--device", "--add-host", "--load", "--squash", "--sbom"})
  void namesFlagsOfOtherBuildersThatAreNotThereYet(String flag) {
    assertThat(session.refusal(flag, "x", dir.toString()))
        .isEqualTo("error: flag " + flag + " is not supported yet");
  }

  @Test
  void refusesAFlagOfBuildForAnotherCommand() {
    assertThat(session.refusal("images", "--tag", "x"))
        .startsWith("error: unknown flag --tag for images");
  }

  @Test
  void namesUnknownShortFlags() {
    assertThat(session.refusal("-x", dir.toString()))
        .startsWith("error: unknown flag -x for build");
    assertThat(new TestSession().refusal("-qx", dir.toString()))
        .startsWith("error: unknown flag -x in -qx for build");
  }

  @Test
  void saysThatAValueIsMissing() {
    assertThat(session.refusal(dir.toString(), "--tag"))
        .isEqualTo("error: flag --tag needs a value, as in --tag NAME[:TAG]");
  }

  @Test
  void saysThatASwitchHasAWrongValue() {
    assertThat(session.refusal(dir.toString(), "--push=perhaps"))
        .isEqualTo("error: flag --push is either true or false, not \"perhaps\"");
  }

  @Test
  void saysThatTheContextIsMissing() {
    assertThat(session.refusal("-t", "a"))
        .isEqualTo("error: the build context is missing\n     = hint: jbuild -t NAME .");
    assertThat(new TestSession().refusal())
        .isEqualTo("error: the build context is missing\n     = hint: jbuild --help");
  }

  @Test
  void refusesASecondContext() {
    assertThat(session.refusal(dir.toString(), "b"))
        .isEqualTo("error: unexpected argument b: the build context is " + dir + " already");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker-image://a|build context docker-image://a: only a named context can be this",
        "s3://b/c|build context s3://b/c: a source of type s3:// is not supported",
        "https://h/a.git?x=1|build context unexpected query \"x\" in a git URL"
      })
  void refusesContextsThatHaveNoFiles(String context, String message) {
    assertThat(session.refusal(context)).startsWith("error: " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker-image://", "oci-layout://", "target:"})
  void refusesNamedContextsThatNameNothing(String kind) {
    assertThat(session.refusal("--build-context", "a=" + kind, dir.toString()))
        .isEqualTo("error: build context " + kind + " names nothing");
  }

  @Test
  void refusesStandardInputTwice() {
    assertThat(session.refusal("-f", "-", "-"))
        .isEqualTo("error: only one of Dockerfile and build context can be standard input");
    assertThat(new TestSession().refusal("--build-context", "a=-", dir.toString()))
        .isEqualTo(
            "error: flag --build-context \"a=-\": only the build context can be standard input");
    assertThat(new TestSession().refusal("-f", "-", "-f", "-", dir.toString()))
        .isEqualTo("error: only one Dockerfile can be standard input");
  }

  @Test
  void endsWithTheContextsCodeIfTheContextIsNotThere() throws Exception {
    assertThat(session.run(dir.resolve("none").toString())).isEqualTo(2);
    assertThat(session.err())
        .isEqualTo("error: build context " + dir.resolve("none") + " does not exist\n");
  }

  @Test
  void suggestsACommandForAContextThatIsNotThere() {
    assertThat(session.run("iamges")).isEqualTo(2);
    assertThat(session.err())
        .isEqualTo(
            """
            error: build context iamges does not exist
                 = hint: did you mean the command jbuild images?
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"import", "export", "run", "manifest"})
  void namesCommandsThatAreNotThereYet(String command) {
    assertThat(session.refusal(command))
        .isEqualTo("error: command " + command + " is not supported yet");
  }

  @Test
  void endsWithTheCodeOfTheFailure() {
    for (ExitCode code : ExitCode.values()) {
      TestSession failing = new TestSession();
      failing.builder = TestSession.failing(code, "it failed");

      assertThat(failing.run(dir.toString())).isEqualTo(code.code());
      assertThat(failing.err()).isEqualTo("error: it failed\n");
      assertThat(failing.out()).isEmpty();
    }
  }

  @Test
  void reportsABug() {
    session.builder =
        (request, progress) -> {
          throw new IllegalStateException("odd");
        };

    assertThat(session.run(dir.toString())).isEqualTo(70);
    assertThat(session.err())
        .startsWith("this is a bug in jbuild, please report it")
        .contains("IllegalStateException: odd");
  }
}
