// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects diagnostics, so that all errors of a source are told at once. */
public final class Problems {
  /** More would hide the first ones: whoever reads a hundred has the wrong file. */
  private static final int MOST = 100;

  private final List<Diagnostic> errors = new ArrayList<>();
  private final List<Diagnostic> warnings = new ArrayList<>();

  /** Notes a diagnostic, unless there are too many already. */
  public void add(Diagnostic diagnostic) {
    List<Diagnostic> list = diagnostic.severity() == Diagnostic.Severity.ERROR ? errors : warnings;
    if (list.size() < MOST) {
      list.add(diagnostic);
    }
  }

  public void error(Span span, String message) {
    add(Diagnostic.error(span, message));
  }

  public void warn(Span span, String message) {
    add(Diagnostic.warning(span, message));
  }

  /** Runs a piece of work; if it finds an error, that is noted and the caller goes on. */
  public void collect(Runnable work) {
    try {
      work.run();
    } catch (DockerfileException e) {
      e.diagnostics().forEach(this::add);
    }
  }

  /** Whether there are so many errors that looking for more is no use. */
  public boolean isFull() {
    return errors.size() >= MOST;
  }

  public boolean hasErrors() {
    return !errors.isEmpty();
  }

  public List<Diagnostic> warnings() {
    return List.copyOf(warnings);
  }

  /** All errors, in the order of their places. */
  public List<Diagnostic> errors() {
    errors.sort(Comparator.comparingInt(e -> e.span().start()));
    return List.copyOf(errors);
  }

  /** Throws if there was any error: all of them, in the order of their places. */
  public void throwErrors() {
    if (!errors.isEmpty()) {
      throw new DockerfileException(errors());
    }
  }
}
