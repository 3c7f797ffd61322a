// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.util.Optional;

/**
 * A build that can't go on: whose fault it is, why, and where in the Dockerfile.
 *
 * <p>{@link #rendered} is the whole message as compilers give it, with the source line and its
 * caret; {@link #getMessage} the reason alone.
 */
public final class BuildException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final transient Optional<String> rendered;

  /** A failure with no place in a Dockerfile. */
  public BuildException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
    this.rendered = Optional.empty();
  }

  /** As above, brought about by {@code cause}. */
  public BuildException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.rendered = Optional.empty();
  }

  /** A failure whose place is in {@code rendered}. */
  public BuildException(ExitCode exitCode, String message, String rendered, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.rendered = Optional.of(rendered);
  }

  /** The same failure with a guess at what helps, told where its place is. */
  public BuildException withHint(String hint) {
    String told = rendered.orElse("error: " + getMessage()) + ErrorReport.HINT + hint;
    return new BuildException(exitCode, String.valueOf(getMessage()), told, this);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public Optional<String> rendered() {
    return rendered;
  }
}
