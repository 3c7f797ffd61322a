// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What of the cache is to be removed; all of it if nothing is said. Images that have a name stay.
 *
 * @param unusedFor only what was not used for so long
 * @param keepBytes only what is beyond this size, the least recently used first
 * @param pulledImages also the names that a registry gave, with what only they need
 */
public record PruneOptions(
    Optional<Duration> unusedFor, OptionalLong keepBytes, boolean pulledImages) {
  /** All of the cache. */
  public static final PruneOptions ALL =
      new PruneOptions(Optional.empty(), OptionalLong.empty(), false);
}
