// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** The blobs and layers that images and records of the cache need: all others are garbage. */
final class Needed {
  private final BlobStore store;
  private final RootContents contents;
  private final Set<Digest> blobs = new HashSet<>();
  private final Set<Digest> layers = new HashSet<>();
  private long sizeBytes;

  Needed(BlobStore store, RootContents contents) {
    this.store = store;
    this.contents = contents;
  }

  /** Whether a blob is needed, be it here or not. */
  boolean blob(Digest digest) {
    return blobs.contains(digest);
  }

  /** Whether the layer of a diffID is needed. */
  boolean layer(Digest diffId) {
    return layers.contains(diffId);
  }

  /** What all that is needed takes by now. */
  long sizeBytes() {
    return sizeBytes;
  }

  /**
   * Adds an image with all below it that is here.
   *
   * @param unpacked its layers may stay unpacked, too
   */
  void addImage(Descriptor image, boolean unpacked) throws IOException {
    addBlob(image.digest());
    if (!store.contains(image.digest())) {
      return;
    }
    try {
      byte[] data = store.read(image.digest());
      if (MediaType.isIndex(image.mediaType())) {
        for (Descriptor child : Index.parse(data).manifests()) {
          if (!blobs.contains(child.digest())) {
            addImage(child, unpacked);
          }
        }
      } else {
        addManifest(Manifest.parse(data), unpacked);
      }
    } catch (OciException e) {
      // Damaged: what it needs can't be known, and it can't be used either.
      return;
    }
  }

  private void addManifest(Manifest manifest, boolean unpacked) throws IOException {
    Digest config = manifest.config().digest();
    addBlob(config);
    manifest.layers().forEach(layer -> addBlob(layer.digest()));
    boolean known = store.contains(config) && MediaType.isConfig(manifest.config().mediaType());
    if (known && unpacked) {
      ImageConfig.parse(store.read(config)).diffIds().forEach(this::addLayer);
    }
  }

  /** Adds what a record of the cache stands for. */
  void addRecord(StepRecord record) {
    record.diffId().ifPresent(this::addLayer);
    record.blobs().values().forEach(blob -> addBlob(blob.digest()));
  }

  /** What {@link #addRecord} would add to the size. */
  long bytesOf(StepRecord record) {
    long bytes = 0;
    if (record.diffId().isPresent() && !layers.contains(record.diffId().get())) {
      bytes += contents.layerBytes(record.diffId().get());
    }
    for (Descriptor blob : record.blobs().values()) {
      bytes += bytesOf(blob.digest());
    }
    return bytes;
  }

  /** What {@link #addBlob} would add to the size. */
  long bytesOf(Digest blob) {
    return blobs.contains(blob) ? 0 : contents.blobs().getOrDefault(blob, 0L);
  }

  void addBlob(Digest digest) {
    sizeBytes += bytesOf(digest);
    blobs.add(digest);
  }

  private void addLayer(Digest diffId) {
    if (layers.add(diffId)) {
      sizeBytes += contents.layerBytes(diffId);
    }
  }
}
