// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Step;
import java.io.IOException;

/** Adds to a failure where in the Dockerfile it happened. */
final class StepErrors {
  private static final String ERROR = "error: ";

  private StepErrors() {}

  /** Work of a step. */
  @FunctionalInterface
  interface Work<V> {
    V run() throws IOException;
  }

  /** Runs {@code work}; what it fails with is told at the place of {@code step}. */
  static <V> V at(Step step, Work<V> work) {
    return at(step.origin().span(), work);
  }

  /** As above, for what is no step, such as a FROM. */
  static <V> V at(Span place, Work<V> work) {
    try {
      return work.run();
    } catch (BuildException e) {
      throw placed(place, e);
    } catch (DockerfileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      ErrorReport report = ErrorReport.of(e);
      if (report.exitCode() == ExitCode.BUG && e instanceof RuntimeException bug) {
        throw bug;
      }
      throw placed(place, report, e);
    }
  }

  /** The same failure with its place, unless it has one. */
  static BuildException placed(Span place, BuildException failure) {
    return failure.rendered().isPresent()
        ? failure
        : placed(place, ErrorReport.of(failure), failure);
  }

  private static BuildException placed(Span place, ErrorReport report, Throwable cause) {
    String text = report.text();
    String message = text.startsWith(ERROR) ? text.substring(ERROR.length()) : text;
    int hint = message.indexOf(ErrorReport.HINT);
    Diagnostic diagnostic =
        hint < 0
            ? Diagnostic.error(place, message)
            : Diagnostic.error(place, message.substring(0, hint))
                .withHint(message.substring(hint + ErrorReport.HINT.length()));
    return new BuildException(report.exitCode(), message, diagnostic.render(), cause);
  }
}
