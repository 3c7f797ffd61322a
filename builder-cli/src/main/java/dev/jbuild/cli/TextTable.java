// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.List;

/** Rows of text in columns. */
final class TextTable {
  private static final int GAP = 3;

  private TextTable() {}

  /** Each column as wide as its widest text; the first row is the header. */
  static String of(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < columns - 1; i++) {
        text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + GAP));
      }
      text.append(row.get(columns - 1)).append('\n');
    }
    return text.toString();
  }
}
