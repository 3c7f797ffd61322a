// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where blobs can be had that are not in the store: layers of base images that nothing needed yet.
 *
 * <p>One small file {@code origins/<hex>} a blob, with the repository that it was last seen in.
 */
final class BlobOrigins {
  private final Path directory;

  BlobOrigins(Path directory) {
    this.directory = directory;
  }

  /** The repository that holds a blob, as far as is known. */
  Optional<Reference> find(Digest digest) throws IOException {
    try {
      return Optional.of(Reference.parse(Files.readString(directory.resolve(digest.hex()))));
    } catch (NoSuchFileException | IllegalArgumentException e) {
      // Or a file that was cut off: it is written anew when a registry is seen to have the blob.
      return Optional.empty();
    }
  }

  /** Remembers that {@code repository} holds a blob. */
  void put(Digest digest, Reference repository) throws IOException {
    if (find(digest).map(Reference::name).equals(Optional.of(repository.name()))) {
      return;
    }
    Files.createDirectories(directory);
    Path temporary = Files.createTempFile(directory, ".tmp", "");
    try {
      Files.writeString(temporary, repository.name());
      Files.move(temporary, directory.resolve(digest.hex()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
