// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Collects text as words: some of what is added splits at its blanks, some is kept whole. */
final class SplitText {
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;

  void addSplitting(String text) {
    for (int i = 0; i < text.length(); i++) {
      addSplitting(text.charAt(i));
    }
  }

  void addSplitting(char c) {
    if (!Slice.isBlank(c)) {
      addWhole(c);
    } else if (inWord) {
      endWord();
    }
  }

  void addWhole(String text) {
    word.append(text);
    inWord = true;
  }

  void addWhole(char c) {
    word.append(c);
    inWord = true;
  }

  List<String> words() {
    if (inWord) {
      endWord();
    }
    return words;
  }

  private void endWord() {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
    inWord = false;
  }
}
