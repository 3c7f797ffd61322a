// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A Dockerfile, or a .dockerignore, is wrong.
 *
 * <p>It carries everything that was found, not only the first error; the message is all of it as a
 * user is to see it.
 */
public final class DockerfileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public DockerfileException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::render).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  public DockerfileException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  /** In the order in which they stand in the source. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
