// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

/**
 * The first line of a place, with its number, and below it a caret and tildes.
 *
 * <p>Tabs are expanded, wide characters take two columns, control characters can do no harm to a
 * terminal, and of an endless line only the part around the place is shown.
 */
final class Excerpt {
  private static final int TAB = 8;
  private static final int BEFORE = 60;
  private static final int WIDTH = 200;

  private final Span span;

  Excerpt(Span span) {
    this.span = span;
  }

  /** How many columns line numbers take. */
  static int gutter(Span span) {
    return Math.max(4, number(span).length());
  }

  private static String number(Span span) {
    return Integer.toString(span.source().numberInFile(span.line()));
  }

  void appendTo(StringBuilder out) {
    String line = Redacted.sameLength(span.source().line(span.line()));
    int offset = span.source().startOfLine(span.line());
    int from = Math.min(span.start() - offset, line.length());
    int to = Math.min(span.end() - offset, line.length());
    int first = line.length() <= WIDTH ? 0 : Math.max(0, Math.min(from, line.length()) - BEFORE);
    int last = Math.min(line.length(), first + WIDTH);

    StringBuilder text = new StringBuilder(first > 0 ? "…" : "");
    int column = columns(text, line, first, from, text.length());
    int end = columns(text, line, from, Math.min(to, last), column);
    columns(text, line, Math.min(to, last), last, end);
    text.append(last < line.length() ? "…" : "");

    String number = number(span);
    String margin = " ".repeat(gutter(span));
    out.append(margin, number.length(), margin.length()).append(number).append(" | ");
    out.append(text.toString().stripTrailing()).append('\n');
    out.append(margin).append(" | ").append(" ".repeat(column)).append('^');
    out.append("~".repeat(Math.max(0, end - column - 1)));
  }

  /** Appends a part of a line as it is shown; returns the column after it. */
  private static int columns(StringBuilder text, String line, int from, int to, int column) {
    int at = column;
    for (int i = from; i < to; ) {
      int c = line.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\t') {
        int width = TAB - at % TAB;
        text.append(" ".repeat(width));
        at += width;
      } else {
        text.appendCodePoint(printable(c));
        at += width(c);
      }
    }
    return at;
  }

  static void appendPrintable(StringBuilder out, String text) {
    text.codePoints().forEach(c -> out.appendCodePoint(printable(c)));
  }

  private static int printable(int c) {
    boolean harmful = Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    return harmful ? 0xFFFD : c;
  }

  private static int width(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  /** The blocks that UAX #11 calls wide or full width. */
  private static boolean isWide(int c) {
    return c >= 0x1100
        && (c <= 0x115F
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x1F300 && c <= 0x1FAFF)
            || (c >= 0x20000 && c <= 0x3FFFD));
  }
}
