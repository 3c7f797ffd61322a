// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

/** Sizes and times as people read them; without String.format, which is slow to load. */
final class Units {
  private static final String[] NAMES = {"kB", "MB", "GB", "TB", "PB", "EB"};

  private Units() {}

  /** {@code 512 B}, {@code 1.5 MB}: powers of 1000, as Docker shows sizes. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    int unit = 0;
    long divisor = 1000;
    while (unit < NAMES.length - 1 && bytes / divisor >= 1000) {
      divisor *= 1000;
      unit++;
    }
    return decimal(bytes / (divisor / 10), 1) + " " + NAMES[unit];
  }

  /** {@code 12.3s}. */
  static String seconds(long nanos) {
    return decimal(nanos / 100_000_000, 1) + "s";
  }

  /** {@code 12.345}: seconds with milliseconds. */
  static String timestamp(long nanos) {
    return decimal(nanos / 1_000_000, 3);
  }

  /** {@code value} with its last digits behind a point. */
  private static String decimal(long value, int digits) {
    String text = Long.toString(value);
    if (text.length() <= digits) {
      text = "0".repeat(digits + 1 - text.length()) + text;
    }
    int point = text.length() - digits;
    return text.substring(0, point) + "." + text.substring(point);
  }
}
