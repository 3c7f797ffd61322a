// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.Locale;
import java.util.Optional;

/**
 * The grammar of image references, {@code [domain/]path[:tag][@digest]}, without any defaults.
 *
 * <p>Written by hand rather than with regular expressions or jib's {@code ImageReference}: it is on
 * the start-up path of every build, and jib knows neither IPv6 hosts nor a domain in capitals. The
 * grammar is that of the distribution project's package {@code reference}.
 */
final class ReferenceGrammar {
  private static final int MAX_TAG_LENGTH = 128;
  private static final int MAX_PATH_LENGTH = 255;
  private static final int MIN_DIGEST_HEX_LENGTH = 32;

  /** What a text consists of; {@code domain} is there only if it is written. */
  record Parts(
      Optional<String> domain, String path, Optional<String> tag, Optional<String> digest) {}

  private ReferenceGrammar() {}

  /** Takes a reference apart; IllegalArgumentException says which part is wrong. */
  static Parts parse(String text) {
    int at = text.indexOf('@');
    String named = at < 0 ? text : text.substring(0, at);
    Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
    int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(named.substring(colon + 1));
    String name = colon < 0 ? named : named.substring(0, colon);

    require(!name.isEmpty(), text, "it has no name");
    digest.ifPresent(d -> require(isDigest(d), text, "\"" + d + "\" is not a digest"));
    tag.ifPresent(t -> require(isTag(t), text, "\"" + t + "\" is not a tag"));
    return withName(text, name, tag, digest);
  }

  private static Parts withName(
      String text, String name, Optional<String> tag, Optional<String> digest) {
    int slash = name.indexOf('/');
    boolean hasDomain =
        slash > 0 && isDomain(name.substring(0, slash)) && isPath(name.substring(slash + 1));
    String path = hasDomain ? name.substring(slash + 1) : name;
    if (!isPath(path)) {
      boolean capitals = isPath(path.toLowerCase(Locale.ROOT));
      throw bad(
          text,
          capitals
              ? "the repository name must be in lower case"
              : "\"" + path + "\" is not a repository name");
    }
    require(
        path.length() <= MAX_PATH_LENGTH,
        text,
        "the repository name is longer than " + MAX_PATH_LENGTH + " characters");
    return new Parts(
        hasDomain ? Optional.of(name.substring(0, slash)) : Optional.empty(), path, tag, digest);
  }

  /** {@code host[:port]}: dotted components of letters, digits and inner hyphens, or [IPv6]. */
  static boolean isDomain(String text) {
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end > 1
          && all(text, 1, end, c -> isHex(c) || c == ':')
          && (end == text.length() - 1
              || (text.charAt(end + 1) == ':' && isPort(text.substring(end + 2))));
    }
    if (colon >= 0 && !isPort(text.substring(colon + 1))) {
      return false;
    }
    for (String label : (colon < 0 ? text : text.substring(0, colon)).split("\\.", -1)) {
      boolean valid =
          !label.isEmpty()
              && all(label, 0, label.length(), c -> isAlphanumeric(c) || c == '-')
              && label.charAt(0) != '-'
              && label.charAt(label.length() - 1) != '-';
      if (!valid) {
        return false;
      }
    }
    return true;
  }

  /** Components of lower-case letters and digits, parted by one dot, one or two _, or hyphens. */
  static boolean isPath(String text) {
    for (String component : text.split("/", -1)) {
      if (!isPathComponent(component)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPathComponent(String text) {
    int i = 0;
    while (i < text.length()) {
      int start = i;
      while (i < text.length() && isLowerAlphanumeric(text.charAt(i))) {
        i++;
      }
      if (i == start) {
        return false;
      }
      if (i == text.length()) {
        return true;
      }
      int separator = i;
      while (i < text.length() && text.charAt(i) == text.charAt(separator)) {
        i++;
      }
      int length = i - separator;
      boolean valid =
          switch (text.charAt(separator)) {
            case '.' -> length == 1;
            case '_' -> length <= 2;
            case '-' -> true;
            default -> false;
          };
      if (!valid) {
        return false;
      }
    }
    return false;
  }

  static boolean isTag(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_TAG_LENGTH
        && text.charAt(0) != '.'
        && text.charAt(0) != '-'
        && all(text, 0, text.length(), c -> isAlphanumeric(c) || c == '_' || c == '.' || c == '-');
  }

  /** {@code algorithm:hex} of any algorithm; which ones are accepted is for the caller to say. */
  static boolean isDigest(String text) {
    int colon = text.indexOf(':');
    return colon > 0
        && isAlgorithm(text.substring(0, colon))
        && text.length() - colon - 1 >= MIN_DIGEST_HEX_LENGTH
        && all(text, colon + 1, text.length(), ReferenceGrammar::isHex);
  }

  private static boolean isAlgorithm(String text) {
    for (String part : text.split("[-_+.]", -1)) {
      boolean valid =
          !part.isEmpty()
              && !isDigit(part.charAt(0))
              && all(part, 0, part.length(), ReferenceGrammar::isAlphanumeric);
      if (!valid) {
        return false;
      }
    }
    return true;
  }

  private interface CharTest {
    boolean accepts(char c);
  }

  private static boolean all(String text, int from, int to, CharTest test) {
    for (int i = from; i < to; i++) {
      if (!test.accepts(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPort(String text) {
    return !text.isEmpty() && all(text, 0, text.length(), ReferenceGrammar::isDigit);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLowerAlphanumeric(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z');
  }

  private static boolean isAlphanumeric(char c) {
    return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static void require(boolean condition, String text, String reason) {
    if (!condition) {
      throw bad(text, reason);
    }
  }

  static IllegalArgumentException bad(String text, String reason) {
    return new IllegalArgumentException("bad image reference \"" + text + "\": " + reason);
  }
}
