// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import java.util.Locale;
import java.util.Set;

/** The signals of Linux, signal(7). */
final class Signals {
  private static final Set<String> NAMES =
      Set.of(
          "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT",
          "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM",
          "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
          "RTMIN", "RTMAX");
  private static final int LAST = 64;

  private Signals() {}

  /** Whether a text is a name, with or without SIG, or the number of a signal. */
  static boolean isSignal(String text) {
    if (!text.isEmpty() && text.length() < 4 && text.chars().allMatch(Character::isDigit)) {
      int number = Integer.parseInt(text);
      return number >= 1 && number <= LAST;
    }
    String upper = text.toUpperCase(Locale.ROOT);
    String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
    return NAMES.contains(name) || isOffset(name, "RTMIN+", 15) || isOffset(name, "RTMAX-", 14);
  }

  private static boolean isOffset(String name, String prefix, int most) {
    if (!name.startsWith(prefix) || name.length() > prefix.length() + 2) {
      return false;
    }
    String offset = name.substring(prefix.length());
    return !offset.isEmpty()
        && offset.charAt(0) != '0'
        && offset.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(offset) <= most;
  }
}
