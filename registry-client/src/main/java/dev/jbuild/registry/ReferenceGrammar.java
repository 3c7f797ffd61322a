// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Digest;
import java.util.Locale;
import java.util.Optional;

/**
 * The grammar of image references, {@code [domain/]path[:tag][@digest]}, without any defaults.
 *
 * <p>Written by hand, without regular expressions and lambdas, as it is on the start-up path of
 * every build; jib's {@code ImageReference} loads Guava and knows no IPv6 hosts. The grammar is
 * that of the distribution project's package {@code reference}, with sha256 as the only digest.
 */
final class ReferenceGrammar {
  private static final int MAX_TAG_LENGTH = 128;
  private static final int MAX_PATH_LENGTH = 255;

  /** What a text consists of; {@code domain} is there only if it is written. */
  record Parts(
      Optional<String> domain, String path, Optional<String> tag, Optional<Digest> digest) {}

  private ReferenceGrammar() {}

  /** Takes a reference apart; IllegalArgumentException says which part is wrong. */
  static Parts parse(String text) {
    int at = text.indexOf('@');
    String named = at < 0 ? text : text.substring(0, at);
    Optional<Digest> digest =
        at < 0 ? Optional.empty() : Optional.of(digest(text, text.substring(at + 1)));
    int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(named.substring(colon + 1));
    String name = colon < 0 ? named : named.substring(0, colon);

    if (name.isEmpty()) {
      throw bad(text, "it has no name");
    }
    if (tag.isPresent() && !isTag(tag.get())) {
      throw bad(text, "\"" + tag.get() + "\" is not a tag");
    }
    return withName(text, name, tag, digest);
  }

  private static Digest digest(String text, String digest) {
    try {
      return Digest.parse(digest);
    } catch (IllegalArgumentException e) {
      throw bad(text, "" + e.getMessage());
    }
  }

  private static Parts withName(
      String text, String name, Optional<String> tag, Optional<Digest> digest) {
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
    if (path.length() > MAX_PATH_LENGTH) {
      throw bad(text, "the repository name is longer than " + MAX_PATH_LENGTH + " characters");
    }
    return new Parts(
        hasDomain ? Optional.of(name.substring(0, slash)) : Optional.empty(), path, tag, digest);
  }

  /** {@code host[:port]}: dotted components of letters, digits and inner hyphens, or [IPv6]. */
  static boolean isDomain(String text) {
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end > 1
          && allHexOr(text, 1, end, ':')
          && (end == text.length() - 1
              || (text.charAt(end + 1) == ':' && isPort(text.substring(end + 2))));
    }
    if (colon >= 0 && !isPort(text.substring(colon + 1))) {
      return false;
    }
    for (String label : (colon < 0 ? text : text.substring(0, colon)).split("\\.", -1)) {
      boolean valid =
          !label.isEmpty()
              && allAlphanumericOr(label, "-")
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
        && allAlphanumericOr(text, "_.-");
  }

  private static boolean allHexOr(String text, int from, int to, char other) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isHex(c) && c != other) {
        return false;
      }
    }
    return true;
  }

  private static boolean allAlphanumericOr(String text, String others) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && others.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPort(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
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

  static IllegalArgumentException bad(String text, String reason) {
    return new IllegalArgumentException("bad image reference \"" + text + "\": " + reason);
  }
}
