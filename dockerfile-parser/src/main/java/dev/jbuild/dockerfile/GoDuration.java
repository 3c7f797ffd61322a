// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** Times as Go writes them: {@code 1m30s}, {@code 1.5h}, {@code 100ms}, {@code 0}. */
public final class GoDuration {
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoDuration() {}

  /** Throws IllegalArgumentException naming what is wrong. */
  public static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.isEmpty() || rest.length() > 64) {
      throw bad(text);
    }
    BigDecimal nanos = rest.equals("0") ? BigDecimal.ZERO : sum(text, rest);
    try {
      long value = nanos.toBigInteger().longValueExact();
      return Duration.ofNanos(negative ? -value : value);
    } catch (ArithmeticException tooLong) {
      throw new IllegalArgumentException("\"" + text + "\" is too long a time", tooLong);
    }
  }

  private static BigDecimal sum(String text, String rest) {
    BigDecimal sum = BigDecimal.ZERO;
    int at = 0;
    while (at < rest.length()) {
      int unit = at;
      while (unit < rest.length() && "0123456789.".indexOf(rest.charAt(unit)) >= 0) {
        unit++;
      }
      int end = unit;
      while (end < rest.length() && "0123456789.".indexOf(rest.charAt(end)) < 0) {
        end++;
      }
      Long nanos = NANOS.get(rest.substring(unit, end));
      if (nanos == null) {
        throw bad(text);
      }
      try {
        sum = sum.add(new BigDecimal(rest.substring(at, unit)).multiply(new BigDecimal(nanos)));
      } catch (NumberFormatException e) {
        throw bad(text);
      }
      at = end;
    }
    return sum;
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is not a time such as 30s, 1m30s or 500ms");
  }
}
