// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.List;
import java.util.Optional;

/** Guesses why a line begins with something that is no instruction. */
final class UnknownInstruction {
  private static final int LONGEST = 40;
  private static final List<String> UNFINISHED = List.of("&&", "||", "|", ",", "(", "{", ";", "=");

  private UnknownInstruction() {}

  static DockerfileException error(Word name) {
    String text = name.text();
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    Diagnostic error = Diagnostic.error(name.span(), "unknown instruction " + shown);
    Optional<String> nearest = Keyword.nearest(text);
    return new DockerfileException(
        nearest.isPresent()
            ? error.proposing(nearest)
            : continued(name.span()).map(error::withHint).orElse(error));
  }

  /** The line before may have been meant to go on: it ends in the middle, or in a lost escape. */
  private static Optional<String> continued(Span place) {
    Source source = place.source();
    int line = place.line() - 1;
    String before = line < 1 ? "" : source.line(line).stripTrailing();
    if (before.stripLeading().startsWith("#")) {
      return Optional.empty();
    }
    if (before.matches(".*\\s[\\\\`]\\s+#.*")) {
      return Optional.of(
          "line " + line + " does not go on: nothing may follow its escape, not even a comment");
    }
    return UNFINISHED.stream().anyMatch(before::endsWith)
        ? Optional.of("if line " + line + " goes on here, it has to end in \\")
        : Optional.empty();
  }
}
