// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.util.List;

/**
 * What a build may take from caches, and where it leaves what it made.
 *
 * @param none no step is taken from a cache
 * @param from caches besides that of the storage root, asked in this order
 * @param to caches that get what is made
 * @param inline the image itself gets a list of its steps, so that it can be a cache
 * @param explain whether {@link BuildEvent.CacheMiss} tells why steps were not found
 */
public record CacheOptions(
    boolean none, List<CacheLocation> from, List<CacheTarget> to, boolean inline, boolean explain) {
  /** The cache of the storage root and no other. */
  public static final CacheOptions DEFAULT =
      new CacheOptions(false, List.of(), List.of(), false, false);

  public CacheOptions {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  /** Whether another cache is read or written. */
  public boolean isShared() {
    return !from.isEmpty() || !to.isEmpty();
  }
}
