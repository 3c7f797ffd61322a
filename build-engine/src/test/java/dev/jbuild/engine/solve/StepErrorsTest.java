// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Step;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class StepErrorsTest {
  private static final Step STEP = new Step.Workdir(CopyScene.origin(), "/", "");

  private static ErrorReport report(StepErrors.Work<String> work) {
    try {
      return new ErrorReport(ExitCode.OK, StepErrors.at(STEP, work));
    } catch (RuntimeException e) {
      return ErrorReport.of(e);
    }
  }

  @Test
  void failuresAreToldAtThePlaceOfTheStep() {
    assertThat(
            report(
                () -> {
                  throw new BuildException(ExitCode.DOCKERFILE, "no such thing");
                }))
        .isEqualTo(
            new ErrorReport(
                ExitCode.DOCKERFILE,
                "Dockerfile:2:1: error: no such thing\n   2 | COPY a b\n     | ^~~~~~~~"));
  }

  @Test
  void failuresOfFilesAreToo() {
    assertThat(
            report(
                () -> {
                  throw new NoSuchFileException("/x");
                }))
        .isEqualTo(
            new ErrorReport(
                ExitCode.HOST,
                "Dockerfile:2:1: error: /x: no such file or directory\n"
                    + "   2 | COPY a b\n     | ^~~~~~~~"));
  }

  @Test
  void hintsComeAfterThePlace() {
    assertThat(
            report(
                    () -> {
                      throw new IOException("No space left on device");
                    })
                .text())
        .isEqualTo(
            "Dockerfile:2:1: error: No space left on device\n"
                + "   2 | COPY a b\n     | ^~~~~~~~\n"
                + "     = hint: free some space, or put the store elsewhere with --root");
  }

  @Test
  void whatHasAPlaceKeepsIt() {
    BuildException placed =
        new BuildException(ExitCode.DOCKERFILE, "why", "Dockerfile:9:1: why", new IOException());

    assertThatThrownBy(
            () ->
                StepErrors.at(
                    STEP,
                    () -> {
                      throw placed;
                    }))
        .isSameAs(placed);
  }

  @Test
  void bugsStayBugs() {
    IllegalStateException bug = new IllegalStateException("impossible");

    assertThatThrownBy(
            () ->
                StepErrors.at(
                    STEP,
                    () -> {
                      throw bug;
                    }))
        .isSameAs(bug);
  }
}
