// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.time.Duration;

/**
 * How long a failing registry is borne with.
 *
 * @param retries attempts after the first, for one request or one blob without progress; being told
 *     to wait doesn't count
 * @param budget the longest time from the first failure on, waits included, without progress
 */
public record RetryPolicy(int retries, Duration budget) {
  /** Six more attempts in up to five minutes. */
  public static final RetryPolicy DEFAULT = new RetryPolicy(6, Duration.ofMinutes(5));

  /** One attempt only. */
  public static final RetryPolicy NONE = new RetryPolicy(0, Duration.ZERO);

  public RetryPolicy {
    if (retries < 0 || budget.isNegative()) {
      throw new IllegalArgumentException("a number of retries and a time are not negative");
    }
  }
}
