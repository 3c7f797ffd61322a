// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

/**
 * How much of a storage root is what. A blob that images and the cache have in common counts for
 * the images.
 */
public record StorageUsage(Part images, Part cache, Part layers, Part mounts) {

  /**
   * One kind of data.
   *
   * @param count images with a name, cached steps, unpacked layers, cache mounts
   * @param reclaimableBytes what {@code jbuild prune} would remove of it
   */
  public record Part(int count, long sizeBytes, long reclaimableBytes) {}

  /** All parts together. */
  public Part total() {
    return new Part(
        images.count + cache.count + layers.count + mounts.count,
        images.sizeBytes + cache.sizeBytes + layers.sizeBytes + mounts.sizeBytes,
        images.reclaimableBytes
            + cache.reclaimableBytes
            + layers.reclaimableBytes
            + mounts.reclaimableBytes);
  }
}
