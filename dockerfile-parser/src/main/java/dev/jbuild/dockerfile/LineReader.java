// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.Optional;

/**
 * Cuts a source into logical lines: one for each instruction, blank lines and comments left out.
 *
 * <p>A line whose last character, blanks aside, is a single escape goes on in the next one.
 * Comments and blank lines in between do not end it, nor does the end of the file make it invalid.
 */
final class LineReader {
  private final Source source;
  private final String text;
  private final char escape;
  private int position;

  LineReader(Source source, int position, char escape) {
    this.source = source;
    this.text = source.text();
    this.position = position;
    this.escape = escape;
  }

  /** The next instruction, or nothing at the end. */
  Optional<LogicalLine> next() {
    LogicalLine.Builder line = new LogicalLine.Builder(source);
    boolean started = false;
    while (position < text.length()) {
      int start = position;
      int end = endOfLine(start);
      position = Math.min(text.length(), end + 1);
      end = withoutCarriageReturns(start, end);
      int content = skipBlanks(start, end);
      if (content == end || text.charAt(content) == '#') {
        continue;
      }
      int escapeAt = continuation(start, end);
      line.add(started ? start : content, escapeAt >= 0 ? escapeAt : end);
      started = started || escapeAt < 0 || content < escapeAt;
      if (started && escapeAt < 0) {
        return Optional.of(line.build());
      }
    }
    return started ? Optional.of(line.build()) : Optional.empty();
  }

  /** Where the next line begins. */
  int position() {
    return position;
  }

  /** Reads a heredoc's body and the line that ends it, which is returned, if there is one. */
  Optional<Span> heredocBody(HeredocOpener opener) {
    String name = opener.name();
    while (position < text.length()) {
      int start = position;
      int end = endOfLine(start);
      position = Math.min(text.length(), end + 1);
      int content = start;
      while (opener.stripsTabs() && content < end && text.charAt(content) == '\t') {
        content++;
      }
      int contentEnd = withoutCarriageReturns(content, end);
      if (contentEnd - content == name.length() && text.startsWith(name, content)) {
        return Optional.of(source.span(start, contentEnd));
      }
    }
    return Optional.empty();
  }

  private int endOfLine(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private int withoutCarriageReturns(int start, int end) {
    int at = end;
    while (at > start && text.charAt(at - 1) == '\r') {
      at--;
    }
    return at;
  }

  private int skipBlanks(int start, int end) {
    int at = start;
    while (at < end && Slice.isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Where the escape is that continues this line, or −1; two of them are one escaped escape. */
  private int continuation(int start, int end) {
    int at = end;
    while (at > start && (text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '\t')) {
      at--;
    }
    boolean single =
        at > start
            && text.charAt(at - 1) == escape
            && (at - 1 == start || text.charAt(at - 2) != escape);
    return single ? at - 1 : -1;
  }
}
