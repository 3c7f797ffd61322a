// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

/**
 * What was removed from a storage root.
 *
 * @param names of images that a registry gave
 * @param steps records of the build cache
 * @param layers unpacked ones
 * @param mounts directories of cache mounts
 * @param freedBytes of everything
 */
public record PruneResult(
    int names, int steps, int blobs, int layers, int mounts, long freedBytes) {

  /** Whether anything was removed. */
  public boolean isEmpty() {
    return names + steps + blobs + layers + mounts == 0;
  }
}
