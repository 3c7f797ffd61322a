// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.function.Consumer;

/**
 * Makes lines of text that comes in pieces. A carriage return ends a line too, so that a progress
 * bar becomes lines; very long lines come in parts.
 */
final class LineSplitter {
  private static final int LIMIT_CHARS = 64 * 1024;

  private final StringBuilder partial = new StringBuilder();
  private boolean afterReturn;

  /** Hands over each line that {@code piece} completes. */
  void add(String piece, Consumer<String> lines) {
    int start = 0;
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if (c == '\n' || c == '\r') {
        partial.append(piece, start, i);
        start = i + 1;
        end(c, lines);
      }
      afterReturn = c == '\r' || (afterReturn && c != '\n' && start == i + 1);
    }
    partial.append(piece, start, piece.length());
    if (partial.length() >= LIMIT_CHARS) {
      finish(lines);
    }
  }

  /** Hands over what has no line end yet. */
  void finish(Consumer<String> lines) {
    if (!partial.isEmpty()) {
      lines.accept(partial.toString());
      partial.setLength(0);
    }
  }

  private void end(char c, Consumer<String> lines) {
    boolean secondOfPair = c == '\n' && afterReturn && partial.isEmpty();
    boolean bareReturn = c == '\r' && partial.isEmpty();
    if (!secondOfPair && !bareReturn) {
      lines.accept(partial.toString());
    }
    partial.setLength(0);
  }
}
