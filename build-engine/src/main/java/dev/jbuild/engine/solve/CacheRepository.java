// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.registry.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A place outside the storage root for records of the build cache: each is an image, as {@link
 * CacheRecordImage} has it, under the tags of its keys. Any number of builds may write at once.
 */
interface CacheRepository {

  /** As the user named it. */
  String shown();

  /** The manifest that a key stands for. */
  Optional<byte[]> find(Digest key) throws IOException;

  /** Whether {@link #find} would find something. */
  boolean has(Digest key) throws IOException;

  /** Notes that a blob can be had here; nothing is fetched. */
  void offer(Digest blob) throws IOException;

  /** Opens a blob that is here; the caller closes it, and reads it to its end to verify it. */
  InputStream open(Descriptor blob) throws IOException;

  /** Reads a small blob that is here. */
  default byte[] readBlob(Descriptor blob) throws IOException {
    try (InputStream in = open(blob)) {
      return in.readAllBytes();
    }
  }

  /** Begins to bring a blob here, unless it is here or on its way. */
  CompletableFuture<Void> bring(Descriptor blob);

  /** Stores a blob that only this cache has, unless it is here. */
  void putBlob(Descriptor blob, BlobSource source) throws IOException;

  /** As above, of a small one. */
  default void putBlob(Document blob) throws IOException {
    putBlob(blob.descriptor(), () -> new ByteArrayInputStream(blob.data()));
  }

  /** Stores a manifest, whose blobs are here, under a key. */
  void put(Digest key, Document manifest) throws IOException;
}
