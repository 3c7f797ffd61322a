// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

/** A part of a logical line: what is still to be parsed of an instruction. */
record Slice(LogicalLine line, int start, int end) {

  String text() {
    return line.text().substring(start, end);
  }

  Word word() {
    return word(0, length());
  }

  /** A part as a word; offsets count from the start of this slice. */
  Word word(int from, int to) {
    return new Word(line.text().substring(start + from, start + to), span(from, to));
  }

  Span span() {
    return span(0, length());
  }

  Span span(int from, int to) {
    return line.span(start + from, start + to);
  }

  int length() {
    return end - start;
  }

  boolean isEmpty() {
    return end == start;
  }

  char charAt(int index) {
    return line.text().charAt(start + index);
  }

  boolean startsWith(String prefix, int index) {
    return index + prefix.length() <= length() && line.text().startsWith(prefix, start + index);
  }

  Slice from(int index) {
    return new Slice(line, start + index, end);
  }

  Slice to(int index) {
    return new Slice(line, start, start + index);
  }

  Slice trim() {
    int from = 0;
    int to = length();
    while (from < to && isBlank(charAt(from))) {
      from++;
    }
    while (to > from && isBlank(charAt(to - 1))) {
      to--;
    }
    return new Slice(line, start + from, start + to);
  }

  /** The index of the first blank at or after {@code index}, else the length. */
  int blankAfter(int index) {
    int at = index;
    while (at < length() && !isBlank(charAt(at))) {
      at++;
    }
    return at;
  }

  /** White space between instruction, flags and words: tab, vertical tab, form feed, CR, blank. */
  static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\u0085' || c == '\u00A0';
  }
}
