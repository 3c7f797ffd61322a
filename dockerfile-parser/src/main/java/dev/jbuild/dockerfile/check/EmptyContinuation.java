// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import java.util.Optional;

/** Finds empty lines inside of an instruction that goes on over several. */
final class EmptyContinuation {
  private EmptyContinuation() {}

  static void check(Instruction.Origin origin, char escape, Findings findings) {
    Source source = origin.span().source();
    String text = source.text();
    Optional<Span> empty = Optional.empty();
    int start = origin.span().start();
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      String line = text.substring(start, end);
      boolean blank = line.isBlank();
      if (blank && empty.isEmpty()) {
        empty = Optional.of(source.span(start, start));
      }
      if (!blank && !line.stripLeading().startsWith("#") && !goesOn(line, escape)) {
        break;
      }
      if (newline < 0 || newline + 1 == text.length()) {
        break;
      }
      start = newline + 1;
    }
    // BuildKit reports the line in which the instruction ends.
    Span last = source.span(start, start);
    if (empty.isPresent()) {
      String detail = "an empty line inside of " + origin.keywordText();
      findings.add(
          new Finding(
              Rule.NO_EMPTY_CONTINUATION, false, last, empty.get(), detail, Optional.empty()),
          origin);
    }
  }

  /** Whether a line ends in a single escape, blanks aside. */
  private static boolean goesOn(String line, char escape) {
    int end = line.length();
    while (end > 0 && Character.isWhitespace(line.charAt(end - 1))) {
      end--;
    }
    return end > 0
        && line.charAt(end - 1) == escape
        && (end == 1 || line.charAt(end - 2) != escape);
  }
}
