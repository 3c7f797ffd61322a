// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import java.util.Optional;

/**
 * Something that a rule found.
 *
 * @param note whether it is advice that fails nothing
 * @param lines the lines that BuildKit reports: those of the whole instruction
 * @param place what to point at
 * @param detail what is found, with the names that matter
 * @param hint what was meant, where it can be guessed
 */
public record Finding(
    Rule rule, boolean note, Span lines, Span place, String detail, Optional<String> hint) {

  Finding asNote() {
    return new Finding(rule, true, lines, place, detail, hint);
  }

  /** The same in a copy of its source. */
  Finding in(Source copy) {
    return new Finding(
        rule,
        note,
        copy.span(lines.start(), lines.end()),
        copy.span(place.start(), place.end()),
        detail,
        hint);
  }

  /** As the build shows it; an error where {@code error=true} makes it one. */
  public Diagnostic diagnostic(boolean error) {
    String message = detail + " [" + rule.title() + "]";
    Diagnostic diagnostic =
        error ? Diagnostic.error(place, message) : Diagnostic.warning(place, message);
    return diagnostic.withHint(hint.orElse(rule.advice()));
  }
}
