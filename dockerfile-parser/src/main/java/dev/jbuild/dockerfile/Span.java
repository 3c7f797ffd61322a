// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

/**
 * A place in a source: from {@code start} up to, not including, {@code end}.
 *
 * <p>Lines and columns count from 1, columns in characters as a reader counts them.
 */
public record Span(Source source, int start, int end) {

  public Span {
    if (start < 0 || end < start || end > source.text().length()) {
      throw new IllegalArgumentException("no such place in " + source + ": " + start + ".." + end);
    }
  }

  public int line() {
    return source.lineOf(start);
  }

  /** The line that holds the last character. */
  public int lastLine() {
    return source.lineOf(Math.max(start, end - 1));
  }

  public int column() {
    return source.text().codePointCount(source.startOfLine(line()), start) + 1;
  }

  /** The text of the source at this place, line ends included. */
  public String text() {
    return source.text().substring(start, end);
  }

  /** {@code file:line:column}. */
  @Override
  public String toString() {
    return source.fileOf(line()) + ":" + source.numberInFile(line()) + ":" + column();
  }
}
