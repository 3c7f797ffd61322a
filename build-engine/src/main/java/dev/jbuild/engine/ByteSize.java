// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Sizes as Docker writes them: {@code 100}, {@code 64m}, {@code 1.5GiB}; units are 1024 each. */
public final class ByteSize {
  private static final String UNITS = "kmgtp";

  private ByteSize() {}

  /** A number of bytes; throws IllegalArgumentException naming the text. */
  public static long parse(String text) {
    String rest = text.trim().toLowerCase(Locale.ROOT);
    rest = withoutEnd(withoutEnd(rest, "b"), "i");
    int unit = rest.isEmpty() ? -1 : UNITS.indexOf(rest.charAt(rest.length() - 1));
    String number = (unit < 0 ? rest : rest.substring(0, rest.length() - 1)).trim();
    try {
      // BigDecimal would take exponents, of any size.
      if (number.isEmpty()
          || number.length() > 20
          || !number.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')) {
        throw wrong(text);
      }
      return new BigDecimal(number)
          .multiply(BigDecimal.valueOf(1L << (10 * (unit + 1))))
          .setScale(0, RoundingMode.DOWN)
          .longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(text);
    }
  }

  private static String withoutEnd(String text, String end) {
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException("\"" + text + "\" is no size, as 64m or 1g is");
  }
}
