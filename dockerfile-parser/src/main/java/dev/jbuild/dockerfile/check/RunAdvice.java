// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Span;
import java.util.ArrayList;
import java.util.List;

/** {@code apt-get update} and {@code apt-get install} belong into one RUN. */
final class RunAdvice {
  private RunAdvice() {}

  static void check(Instruction instruction, Findings findings) {
    if (!(instruction instanceof Instruction.Run run) || !run.origin().text().contains("apt")) {
      return;
    }
    List<Call> calls = calls(run.origin().span());
    boolean updates = calls.stream().anyMatch(c -> c.command().equals("update"));
    // A cache mount keeps the list, and another RUN may have filled it.
    boolean cached = run.origin().text().contains("/var/lib/apt");
    for (Call call : calls) {
      if (call.command().equals("install") && !updates && !cached) {
        findings.add(
            Rule.APT_GET_WITHOUT_UPDATE,
            run.origin(),
            call.place(),
            call.place().text() + " without an update in the same RUN");
      }
    }
    if (updates && calls.stream().allMatch(c -> c.command().equals("update")) && !cached) {
      findings.add(
          Rule.APT_GET_UPDATE_ALONE,
          run.origin(),
          calls.get(0).place(),
          calls.get(0).place().text() + " in a RUN that installs nothing");
    }
  }

  /** {@code apt-get -y install}: what is called, and where. */
  private record Call(String command, Span place) {}

  private static List<Call> calls(Span whole) {
    List<Call> calls = new ArrayList<>();
    String text = whole.text();
    int[] word = word(text, 0);
    while (word[0] < word[1]) {
      String program = text.substring(word[0], word[1]);
      int start = word[0];
      word = word(text, word[1]);
      if (program.equals("apt-get") || program.equals("apt")) {
        while (word[0] < word[1] && text.charAt(word[0]) == '-') {
          word = word(text, word[1]);
        }
        if (word[0] < word[1]) {
          Span place = whole.source().span(whole.start() + start, whole.start() + word[1]);
          calls.add(new Call(text.substring(word[0], word[1]), place));
        }
      }
    }
    return calls;
  }

  /** The next word from an index on: its start and its end, the same at the end of the text. */
  private static int[] word(String text, int from) {
    int start = from;
    while (start < text.length() && !isWordPart(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    return new int[] {start, end};
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || "-_./=:+".indexOf(c) >= 0;
  }
}
