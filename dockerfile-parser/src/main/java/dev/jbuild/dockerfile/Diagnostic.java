// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.Locale;
import java.util.Optional;

/**
 * What is wrong, or doubtful, at a place of a source.
 *
 * <p>{@link #render()} shows it with its line:
 *
 * <pre>
 * Dockerfile:7:6: error: unknown flag --form for COPY
 *    7 | COPY --form=build /app /app
 *      |      ^~~~~~
 *      = hint: did you mean --from?
 * </pre>
 */
public record Diagnostic(Severity severity, Span span, String message, Optional<String> hint) {

  /** Whether the build stops. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public static Diagnostic error(Span span, String message) {
    return new Diagnostic(Severity.ERROR, span, message, Optional.empty());
  }

  public static Diagnostic warning(Span span, String message) {
    return new Diagnostic(Severity.WARNING, span, message, Optional.empty());
  }

  public Diagnostic withHint(String hint) {
    return new Diagnostic(severity, span, message, Optional.of(hint));
  }

  /** The same with {@code did you mean …?}, if there is something to propose. */
  Diagnostic proposing(Optional<String> proposal) {
    return proposal.map(p -> withHint("did you mean " + p + "?")).orElse(this);
  }

  /** The whole text as a user sees it, lines separated by {@code \n}, with none at the end. */
  public String render() {
    StringBuilder out = new StringBuilder();
    out.append(span).append(": ").append(severity.name().toLowerCase(Locale.ROOT)).append(": ");
    Excerpt.appendPrintable(out, message);
    out.append('\n');
    new Excerpt(span).appendTo(out);
    hint.ifPresent(
        h -> {
          out.append('\n').append(" ".repeat(Excerpt.gutter(span))).append(" = hint: ");
          Excerpt.appendPrintable(out, h);
        });
    return out.toString();
  }
}
