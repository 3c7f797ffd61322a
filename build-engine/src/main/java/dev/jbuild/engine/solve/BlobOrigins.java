// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where blobs can be had that are not in the store: layers of base images that nothing needed yet.
 *
 * <p>One small file {@code origins/<hex>} a blob, with the repository that it was last seen in.
 */
final class BlobOrigins {
  private final KeyedFiles files;

  BlobOrigins(KeyedFiles files) {
    this.files = files;
  }

  /** The repository that holds a blob, as far as is known. */
  Optional<Reference> find(Digest digest) throws IOException {
    try {
      return files
          .read(digest)
          .map(data -> Reference.parse(new String(data, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      // A file that was cut off: it is written anew when a registry is seen to have the blob.
      return Optional.empty();
    }
  }

  /** Remembers that {@code repository} holds a blob. */
  void put(Digest digest, Reference repository) throws IOException {
    if (find(digest).map(Reference::name).equals(Optional.of(repository.name()))) {
      return;
    }
    files.write(digest, repository.name().getBytes(StandardCharsets.UTF_8));
  }
}
