// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Compression;
import java.util.OptionalLong;

/**
 * How a layer is written.
 *
 * @param level of the compressor; not used without compression
 * @param workers threads that compress, at least 1; has no influence on the bytes
 * @param latestMtime later mtimes are set to it, in seconds since 1970 (SOURCE_DATE_EPOCH)
 */
public record LayerOptions(
    Compression compression, int level, int workers, OptionalLong latestMtime) {

  public LayerOptions {
    if (workers < 1) {
      throw new IllegalArgumentException("fewer than one compression worker: " + workers);
    }
  }

  /** The usual level (zstd 3, gzip 6), as many workers as processors, mtimes as they are. */
  public static LayerOptions of(Compression compression) {
    int level =
        switch (compression) {
          case ZSTD -> 3;
          case GZIP -> 6;
          case NONE -> 0;
        };
    int processors = Runtime.getRuntime().availableProcessors();
    return new LayerOptions(compression, level, processors, OptionalLong.empty());
  }

  public LayerOptions withLevel(int newLevel) {
    return new LayerOptions(compression, newLevel, workers, latestMtime);
  }

  public LayerOptions withWorkers(int newWorkers) {
    return new LayerOptions(compression, level, newWorkers, latestMtime);
  }

  public LayerOptions withLatestMtime(long seconds) {
    return new LayerOptions(compression, level, workers, OptionalLong.of(seconds));
  }
}
