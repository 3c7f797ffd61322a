// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.layer.LayerException;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

final class ErrorReportTest {
  @Test
  void tellsTheReasonOfABuildExceptionWithItsExitCode() {
    assertThat(ErrorReport.of(new BuildException(ExitCode.RUN_FAILED, "RUN failed")))
        .isEqualTo(new ErrorReport(ExitCode.RUN_FAILED, "error: RUN failed"));
  }

  @Test
  void tellsThePlaceInTheDockerfileIfThereIsOne() {
    BuildException e =
        new BuildException(
            ExitCode.DOCKERFILE, "why", "Dockerfile:1:1: error: why\n   1 | X", new IOException());

    assertThat(ErrorReport.of(e).text()).isEqualTo("Dockerfile:1:1: error: why\n   1 | X");
  }

  @Test
  void looksInsideTheWrappersOfOtherThreads() {
    BuildException e = new BuildException(ExitCode.DOCKERFILE, "why");

    assertThat(ErrorReport.of(new ExecutionException(new CompletionException(e))))
        .isEqualTo(new ErrorReport(ExitCode.DOCKERFILE, "error: why"));
    assertThat(
            ErrorReport.of(
                new DirectoryIteratorException(new AccessDeniedException("/d"))))
        .isEqualTo(new ErrorReport(ExitCode.HOST, "error: /d: permission denied"));
  }

  @Test
  void whatIsWrongWithImagesAndLayersIsTheRegistrys() {
    assertThat(ErrorReport.of(new LayerException("the layer is truncated")).exitCode())
        .isEqualTo(ExitCode.REGISTRY);
    assertThat(ErrorReport.of(new OciException("no config")).exitCode())
        .isEqualTo(ExitCode.REGISTRY);
  }

  @Test
  void tellsFailuresOfFilesInWords() {
    assertThat(ErrorReport.of(new UncheckedIOException(new NoSuchFileException("/a"))))
        .isEqualTo(new ErrorReport(ExitCode.HOST, "error: /a: no such file or directory"));
    assertThat(ErrorReport.describe(new FileSystemException("/a", null, "Not a directory")))
        .isEqualTo("/a: not a directory");
  }

  @Test
  void hasAHintForAFullDisk() {
    assertThat(ErrorReport.of(new IOException("No space left on device")).text())
        .isEqualTo(
            "error: No space left on device\n"
                + "     = hint: free some space, or put the store elsewhere with --root");
  }

  @Test
  void asksToReportABugWithItsTrace() {
    ErrorReport report = ErrorReport.of(new IllegalStateException("impossible"));

    assertThat(report.exitCode()).isEqualTo(ExitCode.BUG);
    assertThat(report.text())
        .startsWith("this is a bug in jbuild, please report it")
        .contains("IllegalStateException: impossible");
  }

  @Test
  void anInterruptIsNoError() {
    assertThat(ErrorReport.of(new InterruptedException()))
        .isEqualTo(new ErrorReport(ExitCode.INTERRUPTED, "interrupted"));
  }
}
