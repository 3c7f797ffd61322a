// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Splits arguments into words. */
final class Words {
  private Words() {}

  /** At blanks only; quotes mean nothing. */
  static List<Word> atBlanks(Slice args) {
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < args.length()) {
      int end = args.blankAfter(at);
      if (end > at) {
        words.add(args.word(at, end));
      }
      at = end + 1;
    }
    return words;
  }

  /** At blanks outside quotes; quotes and escapes stay in the words. */
  static List<Slice> quoted(Slice args, char escape) {
    List<Slice> words = new ArrayList<>();
    int at = 0;
    while (at < args.length()) {
      if (Slice.isBlank(args.charAt(at))) {
        at++;
        continue;
      }
      int end = endOfQuotedWord(args, at, escape);
      words.add(args.to(end).from(at));
      at = end;
    }
    return words;
  }

  private static int endOfQuotedWord(Slice args, int start, char escape) {
    char quote = 0;
    int at = start;
    while (at < args.length() && (quote != 0 || !Slice.isBlank(args.charAt(at)))) {
      char c = args.charAt(at);
      if (c == escape && quote != '\'') {
        at++;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
      at++;
    }
    return Math.min(at, args.length());
  }
}
