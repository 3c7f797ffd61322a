// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.time.Duration;

/**
 * How registries are reached.
 *
 * @param retries how often what failed is tried again without getting anywhere
 * @param retryBudget how long that may take in all
 */
public record RegistryAccess(int retries, Duration retryBudget) {
  /** What the user's configuration says, and nothing else. */
  public static final RegistryAccess DEFAULT = new RegistryAccess(6, Duration.ofMinutes(5));
}
