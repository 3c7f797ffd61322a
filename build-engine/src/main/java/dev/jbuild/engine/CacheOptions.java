// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.dockerfile.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a build may take from caches, and where it leaves what it made.
 *
 * @param none no step is taken from a cache
 * @param uncachedStages names of stages of which no step is taken from a cache
 * @param maxAge what was made longer ago doesn't count
 * @param from caches besides that of the storage root, asked in this order
 * @param to caches that get what is made
 * @param inline the image itself gets a list of its steps, so that it can be a cache
 * @param explain whether {@link BuildEvent.CacheMiss} tells why steps were not found
 */
public record CacheOptions(
    boolean none,
    List<String> uncachedStages,
    Optional<Duration> maxAge,
    List<CacheLocation> from,
    List<CacheTarget> to,
    boolean inline,
    boolean explain) {
  /** The cache of the storage root and no other. */
  public static final CacheOptions DEFAULT =
      new CacheOptions(false, List.of(), Optional.empty(), List.of(), List.of(), false, false);

  public CacheOptions {
    uncachedStages = List.copyOf(uncachedStages);
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  /** Parses {@code 24h} or {@code 1h30m}; throws IllegalArgumentException naming what is wrong. */
  public static Duration parseMaxAge(String text) {
    Duration age = GoDuration.parse(text);
    if (age.isNegative()) {
      throw new IllegalArgumentException("\"" + text + "\" is less than no time");
    }
    return age;
  }

  /** Whether another cache is read or written. */
  public boolean isShared() {
    return !from.isEmpty() || !to.isEmpty();
  }
}
