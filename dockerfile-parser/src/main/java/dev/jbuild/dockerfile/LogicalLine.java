// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.Arrays;

/**
 * One instruction's text: physical lines joined at their continuations, comments between them gone.
 *
 * <p>It knows where in the source each of its characters comes from.
 */
final class LogicalLine {
  private final Source source;
  private final String text;
  private final int[] starts;
  private final int[] offsets;

  private LogicalLine(Source source, String text, int[] starts, int[] offsets) {
    this.source = source;
    this.text = text;
    this.starts = starts;
    this.offsets = offsets;
  }

  String text() {
    return text;
  }

  /** The place in the source of the characters from {@code start} up to {@code end}. */
  Span span(int start, int end) {
    int from = offset(start);
    return source.span(from, end > start ? Math.max(from, offset(end - 1) + 1) : from);
  }

  Slice whole() {
    return new Slice(this, 0, text.length()).trim();
  }

  private int offset(int position) {
    int found = Arrays.binarySearch(starts, position);
    int piece = Math.max(0, found >= 0 ? found : -found - 2);
    return offsets[piece] + position - starts[piece];
  }

  /** Joins pieces of the source, in the order in which they are added. */
  static final class Builder {
    private final Source source;
    private final StringBuilder text = new StringBuilder();
    private int[] starts = new int[1];
    private int[] offsets = new int[1];
    private int count;

    Builder(Source source) {
      this.source = source;
    }

    void add(int from, int to) {
      if (from == to && count > 0) {
        return;
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
        offsets = Arrays.copyOf(offsets, count * 2);
      }
      // An empty piece at the start is overwritten by the next one.
      count = count > 0 && starts[count - 1] == text.length() ? count - 1 : count;
      starts[count] = text.length();
      offsets[count++] = from;
      text.append(source.text(), from, to);
    }

    LogicalLine build() {
      return new LogicalLine(
          source, text.toString(), Arrays.copyOf(starts, count), Arrays.copyOf(offsets, count));
    }
  }
}
