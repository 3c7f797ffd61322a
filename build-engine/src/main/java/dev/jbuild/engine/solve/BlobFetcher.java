// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Brings blobs into the store from where {@link BlobOrigins} says they are, each once. */
final class BlobFetcher {
  private static final int BUFFER_BYTES = 1 << 17;

  private final BlobStore blobs;
  private final BlobOrigins origins;
  private final Supplier<RegistryClient> registry;
  private final Once<Digest, Path> fetched = new Once<>();

  BlobFetcher(BlobStore blobs, BlobOrigins origins, Supplier<RegistryClient> registry) {
    this.blobs = blobs;
    this.origins = origins;
    this.registry = registry;
  }

  /** The file of a blob, after fetching it if it isn't in the store. */
  Path fetch(Descriptor blob) throws IOException {
    return blobs.contains(blob.digest())
        ? blobs.path(blob.digest())
        : fetched.get(blob.digest(), () -> download(blob));
  }

  /** The repository that a blob came from, to mount it in another of the same registry. */
  Optional<Reference> origin(Digest digest) throws IOException {
    return origins.find(digest);
  }

  /** Whether a blob can be had at all. */
  boolean isAvailable(Digest digest) throws IOException {
    return blobs.contains(digest) || origins.find(digest).isPresent();
  }

  private Path download(Descriptor blob) throws IOException {
    Reference repository =
        origins
            .find(blob.digest())
            .orElseThrow(
                () ->
                    new BuildException(
                        ExitCode.HOST,
                        "blob "
                            + blob.digest()
                            + " is not in the store, and no repository is known that has it"));
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = registry.get().blob(repository, blob);
        BlobStore.Writer out = blobs.newWriter()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
      out.commitVerified(blob.digest());
    }
    return blobs.path(blob.digest());
  }
}
