// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.time.Duration;

/**
 * How much of each cache mount a cache gets: the files that were used last.
 *
 * @param maxBytes of all files of one mount, uncompressed
 * @param maxAge files neither changed nor read for longer are left out
 */
public record CachedMounts(long maxBytes, Duration maxAge) {
  /** Parses {@code 64m} or {@code 1.5GiB}; throws IllegalArgumentException naming the text. */
  public static long parseBytes(String text) {
    return ByteSize.parse(text);
  }

  /** 2 GiB, 30 days. */
  public static final CachedMounts DEFAULT = new CachedMounts(2L << 30, Duration.ofDays(30));
}
