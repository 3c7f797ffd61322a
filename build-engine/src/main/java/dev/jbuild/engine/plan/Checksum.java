// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import java.util.Map;

/**
 * What {@code ADD --checksum} says of a file: {@code sha256:<hex>}; sha384 and sha512 are known
 * too.
 *
 * @param hex lower case
 */
public record Checksum(String algorithm, String hex) {
  private static final Map<String, Integer> HEX_DIGITS =
      Map.of("sha256", 64, "sha384", 96, "sha512", 128);

  /** Parses {@code algorithm:hex}; IllegalArgumentException names what's bad. */
  public static Checksum parse(String text) {
    int colon = text.indexOf(':');
    String algorithm = colon < 0 ? "" : text.substring(0, colon);
    String hex = text.substring(colon + 1);
    Integer digits = HEX_DIGITS.get(algorithm);
    if (digits == null) {
      throw new IllegalArgumentException(
          "a checksum is sha256:, sha384: or sha512: with hex digits, not \"" + text + "\"");
    }
    boolean isHex = hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    if (hex.length() != digits || !isHex) {
      throw new IllegalArgumentException(
          "a "
              + algorithm
              + " checksum has "
              + digits
              + " hex digits in lower case: \""
              + text
              + "\"");
    }
    return new Checksum(algorithm, hex);
  }

  /** The name that Java has for the algorithm. */
  public String javaName() {
    return "SHA-" + algorithm.substring("sha".length());
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
