// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** A set of characters in a pattern: {@code [a-z_]}, or all others with {@code [^a-z_]}. */
record CharClass(boolean negated, List<Range> ranges) {
  static final CharClass NONE = new CharClass(false, List.of());

  record Range(int low, int high) {}

  /** A class and the index after its bracket. */
  record Parsed(CharClass set, int end) {}

  CharClass {
    ranges = List.copyOf(ranges);
  }

  boolean contains(int c) {
    for (Range range : ranges) {
      if (range.low <= c && c <= range.high) {
        return !negated;
      }
    }
    return negated;
  }

  /** Parses what follows an opening bracket; {@code ordered} refuses ranges such as z-a. */
  static Parsed parse(String pattern, int[] chars, int start, boolean ordered) {
    boolean negated = start < chars.length && chars[start] == '^';
    int at = negated ? start + 1 : start;
    List<Range> ranges = new ArrayList<>();
    while (ranges.isEmpty() || at >= chars.length || chars[at] != ']') {
      int low = member(pattern, chars, at);
      at += chars[at] == '\\' ? 2 : 1;
      int high = low;
      if (at < chars.length && chars[at] == '-') {
        high = member(pattern, chars, at + 1);
        at += chars[at + 1] == '\\' ? 3 : 2;
      }
      if (ordered && high < low) {
        throw malformed(pattern, "a range from high to low");
      }
      ranges.add(new Range(low, high));
    }
    return new Parsed(new CharClass(negated, ranges), at + 1);
  }

  private static int member(String pattern, int[] chars, int at) {
    if (at >= chars.length || (chars[at] == '\\' && at + 1 >= chars.length)) {
      throw malformed(pattern, "a [ without a ]");
    }
    if (chars[at] == '-' || chars[at] == ']') {
      throw malformed(pattern, "a misplaced " + Character.toString(chars[at]) + " in its […]");
    }
    return chars[at] == '\\' ? chars[at + 1] : chars[at];
  }

  static IllegalArgumentException malformed(String pattern, String why) {
    return new IllegalArgumentException("malformed pattern \"" + pattern + "\": it has " + why);
  }
}
