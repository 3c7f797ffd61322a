// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

/** Text for people to read, without the users and passwords of URLs in it. */
public final class Redacted {
  private static final String MASK = "***";

  private Redacted() {}

  /** {@code https://user:password@host} as {@code https://***@host}. */
  public static String urls(String text) {
    return masked(text, false);
  }

  /** As {@link #urls}, with as many stars as there were characters, so that columns stay. */
  static String sameLength(String text) {
    return masked(text, true);
  }

  private static String masked(String text, boolean sameLength) {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int done = 0;
    while (scheme >= 0) {
      int start = scheme + 3;
      int end = endOfHost(text, start);
      int at = text.lastIndexOf('@', end - 1);
      if (at >= start && isSecret(text, scheme, text.substring(start, at))) {
        out.append(text, done, start).append(sameLength ? "*".repeat(at - start) : MASK);
        done = at;
      }
      scheme = text.indexOf("://", end);
    }
    return out.append(text, done, text.length()).toString();
  }

  private static int endOfHost(String text, int start) {
    int end = start;
    while (end < text.length()
        && "/?#\"'".indexOf(text.charAt(end)) < 0
        && text.charAt(end) > ' ') {
      end++;
    }
    return end;
  }

  /** The user of ssh is none; for others a lone user may be a token. A variable is none either. */
  private static boolean isSecret(String text, int scheme, String user) {
    boolean ssh = text.startsWith("ssh", scheme - 3) || text.startsWith("git", scheme - 3);
    return user.indexOf(':') >= 0 || !(ssh || user.startsWith("$"));
  }
}
