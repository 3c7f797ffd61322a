// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Word;

/**
 * Sources of COPY and ADD before their variables are expanded, which takes backslashes away: one
 * before a wildcard is meant for the pattern, so that {@code a\*} is the file with that name.
 */
final class PatternWords {
  private PatternWords() {}

  static Word keepingEscapes(Word word) {
    String text = word.text();
    if (text.indexOf('\\') < 0) {
      return word;
    }
    StringBuilder out = new StringBuilder();
    boolean literal = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c);
      if (c == '\'') {
        literal = !literal;
      } else if (c == '\\' && !literal && i + 1 < text.length()) {
        char next = text.charAt(++i);
        out.append(next == '*' || next == '?' || next == '[' ? "\\" : "").append(next);
      }
    }
    return new Word(out.toString(), word.span());
  }
}
