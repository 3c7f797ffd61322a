// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * The patterns of <code>${x#p}</code>, <code>${x%p}</code> and <code>${x/p/r}</code>: {@code *} is
 * any text, {@code ?} any character, a backslash makes either literal.
 *
 * <p>A pattern is a list of pieces between its stars. Matching looks for one piece after the other
 * and never goes back.
 */
final class ShellPattern {
  /** Stands for {@code ?}. */
  private static final int ANY = -1;

  private final List<int[]> pieces;

  private ShellPattern(List<int[]> pieces) {
    this.pieces = pieces;
  }

  /** Throws IllegalArgumentException if a backslash stands before an ordinary character. */
  static ShellPattern parse(String text) {
    List<int[]> pieces = new ArrayList<>();
    List<Integer> piece = new ArrayList<>();
    int[] chars = text.codePoints().toArray();
    for (int i = 0; i < chars.length; i++) {
      int c = chars[i];
      if (c == '*') {
        pieces.add(toArray(piece));
        piece.clear();
      } else if (c == '?') {
        piece.add(ANY);
      } else if (c != '\\') {
        piece.add(c);
      } else if (i + 1 < chars.length && "*?\\}/".indexOf(chars[i + 1]) >= 0) {
        piece.add(chars[++i]);
      } else {
        String what = i + 1 < chars.length ? Character.toString(chars[i + 1]) : "";
        throw new IllegalArgumentException("invalid escape \\" + what + " in the pattern");
      }
    }
    pieces.add(toArray(piece));
    return new ShellPattern(pieces);
  }

  String withoutPrefix(String value, boolean longest) {
    int[] text = value.codePoints().toArray();
    int end = matchAt(text, 0, longest);
    return end < 0 ? value : new String(text, end, text.length - end);
  }

  String withoutSuffix(String value, boolean longest) {
    int[] reversed = reverse(value.codePoints().toArray());
    int end = reverse().matchAt(reversed, 0, longest);
    return end < 0 ? value : new String(reverse(reversed), 0, reversed.length - end);
  }

  /** Replaces the first match, or all; stars take as much as they can. */
  String replace(String value, String replacement, boolean all) {
    int[] text = value.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    int done = 0;
    int from = 0;
    while (from <= text.length) {
      int start = find(text, pieces.get(0), from);
      int end = start < 0 ? -1 : matchAt(text, start, true);
      if (end < 0) {
        break;
      }
      out.append(new String(text, done, start - done)).append(replacement);
      done = end;
      from = end;
      if (!all) {
        break;
      }
      if (start == end) {
        if (end < text.length) {
          out.appendCodePoint(text[end]);
        }
        done = Math.min(text.length, end + 1);
        from = end + 1;
      }
    }
    return out.append(new String(text, done, text.length - done)).toString();
  }

  /** The end of the shortest or longest match that begins at {@code start}, or −1. */
  private int matchAt(int[] text, int start, boolean longest) {
    if (!matches(text, pieces.get(0), start)) {
      return -1;
    }
    int at = start + pieces.get(0).length;
    int last = pieces.size() - 1;
    for (int i = 1; i < pieces.size(); i++) {
      int found =
          i == last && longest ? findLast(text, pieces.get(i), at) : find(text, pieces.get(i), at);
      if (found < 0) {
        return -1;
      }
      at = found + pieces.get(i).length;
    }
    return at;
  }

  private static int find(int[] text, int[] piece, int from) {
    for (int at = from; at + piece.length <= text.length; at++) {
      if (matches(text, piece, at)) {
        return at;
      }
    }
    return -1;
  }

  private static int findLast(int[] text, int[] piece, int from) {
    for (int at = text.length - piece.length; at >= from; at--) {
      if (matches(text, piece, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean matches(int[] text, int[] piece, int at) {
    if (at + piece.length > text.length) {
      return false;
    }
    for (int i = 0; i < piece.length; i++) {
      if (piece[i] != ANY && piece[i] != text[at + i]) {
        return false;
      }
    }
    return true;
  }

  private ShellPattern reverse() {
    List<int[]> reversed = new ArrayList<>();
    for (int i = pieces.size() - 1; i >= 0; i--) {
      reversed.add(reverse(pieces.get(i)));
    }
    return new ShellPattern(reversed);
  }

  private static int[] reverse(int[] text) {
    int[] reversed = new int[text.length];
    for (int i = 0; i < text.length; i++) {
      reversed[text.length - 1 - i] = text[i];
    }
    return reversed;
  }

  private static int[] toArray(List<Integer> piece) {
    return piece.stream().mapToInt(Integer::intValue).toArray();
  }
}
