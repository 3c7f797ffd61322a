// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.Collection;
import java.util.Optional;

/** Finds the word that someone meant. */
final class Suggestion {
  private Suggestion() {}

  /** The nearest of {@code known}, if it is near: within a third of its letters. */
  static Optional<String> nearest(String word, Collection<String> known) {
    Optional<String> best = Optional.empty();
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      int letters = candidate.replace("-", "").length();
      if (distance < bestDistance && distance <= Math.max(1, letters / 3) && letters > 1) {
        best = Optional.of(candidate);
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Insertions, deletions, replacements and swaps of neighbours that make {@code b} of a. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 ? j : j == 0 ? i : step(a, b, d, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(String a, String b, int[][] d, int i, int j) {
    int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }
}
