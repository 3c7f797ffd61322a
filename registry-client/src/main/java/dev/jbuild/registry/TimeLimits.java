// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.time.Duration;

/**
 * How slow a server may be in one exchange.
 *
 * @param connect until there is a connection
 * @param silence between two pieces of what is sent or received
 * @param answer from the end of the request until all headers of the answer are there
 * @param leastBytes of a body that must come within each {@code silence}
 */
record TimeLimits(Duration connect, Duration silence, Duration answer, long leastBytes) {
  /** A modem is faster, a registry that checks a large blob's digest is not slower. */
  static final TimeLimits DEFAULT =
      new TimeLimits(
          Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofSeconds(120), 8 << 10);
}
