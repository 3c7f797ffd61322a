// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last lines that a step printed, for when it fails. */
final class OutputTail {
  private static final int LIMIT_CHARS = 64 * 1024;

  private final LineSplitter splitter = new LineSplitter();
  private final Deque<String> lines = new ArrayDeque<>();
  private long dropped;
  private int chars;

  void add(String piece) {
    splitter.add(piece, this::addLine);
  }

  /** The last {@code count} lines that are complete. */
  List<String> last(int count) {
    List<String> all = new ArrayList<>(lines);
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  /** All that is kept, the unfinished line too, after a line that says how much is not. */
  List<String> whole() {
    splitter.finish(this::addLine);
    List<String> all = new ArrayList<>();
    if (dropped > 0) {
      all.add("(" + dropped + " earlier lines are not shown, --progress plain shows all)");
    }
    all.addAll(lines);
    return all;
  }

  private void addLine(String line) {
    lines.addLast(line);
    chars += line.length();
    while (chars > LIMIT_CHARS && lines.size() > 1) {
      chars -= lines.removeFirst().length();
      dropped++;
    }
  }
}
