// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.util.List;

/**
 * The value of {@code --chmod}: an octal mode, or clauses such as {@code u=rwX,go=rX} as chmod(1)
 * has them.
 */
final class ModeChange {
  private static final String PERMISSIONS = "rwxXstugo";

  private final int octal;
  private final List<String> clauses;

  private ModeChange(int octal, List<String> clauses) {
    this.octal = octal;
    this.clauses = clauses;
  }

  /** Parses; IllegalArgumentException says what is wrong. */
  static ModeChange parse(String text) {
    if (text.matches("[0-7]{1,5}") && Integer.parseInt(text, 8) <= 07777) {
      return new ModeChange(Integer.parseInt(text, 8), List.of());
    }
    List<String> clauses = List.of(text.split(",", -1));
    for (String clause : clauses) {
      if (!clause.matches("[ugoa]*([-+=]([rwxXst]*|[ugo]))+")) {
        throw new IllegalArgumentException(
            "bad mode \"" + text + "\" for --chmod: neither octal (0 to 7777) nor as u=rwX,go=rX");
      }
    }
    return new ModeChange(-1, clauses);
  }

  /** Whether the mode is given outright, whatever it was. */
  boolean isAbsolute() {
    return clauses.isEmpty();
  }

  /** The twelve bits that {@code mode} becomes. */
  int apply(int mode, boolean directory) {
    int result = isAbsolute() ? octal : mode;
    for (String clause : clauses) {
      result = applyClause(clause, result, directory);
    }
    return result;
  }

  private static int applyClause(String clause, int mode, boolean directory) {
    int at = 0;
    while ("ugoa".indexOf(clause.charAt(at)) >= 0) {
      at++;
    }
    String who = at == 0 ? "a" : clause.substring(0, at);
    int result = mode;
    while (at < clause.length()) {
      char operator = clause.charAt(at++);
      int start = at;
      while (at < clause.length() && PERMISSIONS.indexOf(clause.charAt(at)) >= 0) {
        at++;
      }
      int bits = bits(clause.substring(start, at), result, directory);
      result = applyBits(operator, bits, mask(who), result);
    }
    return result;
  }

  private static int applyBits(char operator, int bits, int mask, int mode) {
    return switch (operator) {
      case '+' -> mode | (bits & mask);
      case '-' -> mode & ~(bits & mask);
      default -> (mode & ~mask) | (bits & mask);
    };
  }

  /** The bits that {@code who} may change. */
  private static int mask(String who) {
    int mask = 0;
    for (int i = 0; i < who.length(); i++) {
      mask |=
          switch (who.charAt(i)) {
            case 'u' -> 04700;
            case 'g' -> 02070;
            case 'o' -> 01007;
            default -> 07777;
          };
    }
    return mask;
  }

  private static int bits(String permissions, int mode, boolean directory) {
    int bits = 0;
    for (int i = 0; i < permissions.length(); i++) {
      bits |=
          switch (permissions.charAt(i)) {
            case 'r' -> 0444;
            case 'w' -> 0222;
            case 'x' -> 0111;
            case 'X' -> directory || (mode & 0111) != 0 ? 0111 : 0;
            case 's' -> 06000;
            case 't' -> 01000;
            case 'u' -> (mode >> 6 & 7) * 0111;
            case 'g' -> (mode >> 3 & 7) * 0111;
            default -> (mode & 7) * 0111;
          };
    }
    return bits;
  }
}
