// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.List;
import java.util.Set;

/**
 * What became of a word.
 *
 * @param text the whole, blanks of values included
 * @param words the same, split at blanks that no quote protects
 * @param used names of variables that it asked for and that are set
 * @param unset names of variables that it asked for and that are not
 */
public record Expansion(String text, List<String> words, Set<String> used, Set<String> unset) {
  public Expansion {
    words = List.copyOf(words);
    used = Set.copyOf(used);
    unset = Set.copyOf(unset);
  }
}
