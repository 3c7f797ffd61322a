// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another process does and doesn't announce. */
final class Eventually {
  private Eventually() {}

  /** Returns as soon as {@code condition} holds; fails if it doesn't within {@code limit}. */
  static void within(Duration limit, String what, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      pause(Duration.ofMillis(10));
    }
  }

  /** Lets {@code time} pass. */
  static void pause(Duration time) {
    try {
      boolean never = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
      if (never) {
        throw new AssertionError("nobody counts this down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
