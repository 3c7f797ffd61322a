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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Brings blobs into the store from where {@link BlobOrigins} says they are, each once. */
final class BlobFetcher {
  private final BlobStore blobs;
  private final BlobOrigins origins;
  private final Supplier<RegistryClient> registry;
  private final Executor threads;
  private final RootLocks locks;
  private final ConcurrentMap<Digest, IncomingBlob> incoming = new ConcurrentHashMap<>();
  private final Set<BlobStore> others = ConcurrentHashMap.newKeySet();

  /** Brings blobs in threads of {@code threads}, as many at once as these are. */
  BlobFetcher(
      BlobStore blobs,
      BlobOrigins origins,
      Supplier<RegistryClient> registry,
      Executor threads,
      RootLocks locks) {
    this.blobs = blobs;
    this.origins = origins;
    this.registry = registry;
    this.threads = threads;
    this.locks = locks;
  }

  /** From now on brings blobs from {@code store} too, a store on this host. */
  void alsoFrom(BlobStore store) {
    others.add(store);
  }

  private Optional<BlobStore> other(Digest digest) {
    return others.stream().filter(store -> store.contains(digest)).findFirst();
  }

  /** The file of a blob, after fetching it if it isn't in the store. */
  Path fetch(Descriptor blob) throws IOException {
    return blobs.contains(blob.digest()) ? blobs.path(blob.digest()) : incoming(blob).await();
  }

  /**
   * Opens a blob, which may still be on its way: it is verified by reading it to the end, or by
   * {@link #fetch}.
   */
  InputStream open(Descriptor blob) throws IOException {
    return blobs.contains(blob.digest()) ? blobs.open(blob.digest()) : incoming(blob).stream();
  }

  /** Whoever asks after a failure tries anew. */
  private IncomingBlob incoming(Descriptor blob) {
    return incoming.computeIfAbsent(
        blob.digest(),
        digest -> {
          IncomingBlob begun = new IncomingBlob();
          begin(
              () -> {
                begun.bring(() -> download(blob, begun));
                incoming.remove(digest);
              });
          return begun;
        });
  }

  private void begin(Runnable download) {
    try {
      threads.execute(download);
    } catch (RejectedExecutionException e) {
      // The build has failed, and its transfers are broken off.
      throw Futures.interrupted();
    }
  }

  /** The repository that a blob came from, to mount it in another of the same registry. */
  Optional<Reference> origin(Digest digest) throws IOException {
    return origins.find(digest);
  }

  /** Says that a repository has a blob now, for other repositories and for later. */
  void remember(Digest digest, Reference repository) throws IOException {
    origins.put(digest, repository);
  }

  /** Whether a blob can be had at all. */
  boolean isAvailable(Digest digest) throws IOException {
    return blobs.contains(digest) || other(digest).isPresent() || origins.find(digest).isPresent();
  }

  private Path download(Descriptor blob, IncomingBlob incoming) throws IOException {
    return locks.holding(
        RootLocks.Kind.BLOB,
        blob.digest(),
        () -> {
          // Whoever had the lock may have brought it.
          if (!blobs.contains(blob.digest())) {
            copy(blob, incoming);
          }
          return blobs.path(blob.digest());
        });
  }

  private void copy(Descriptor blob, IncomingBlob incoming) throws IOException {
    Optional<BlobStore> other = other(blob.digest());
    if (other.isPresent()) {
      try (InputStream in = other.get().open(blob.digest())) {
        store(blob, incoming, in);
      }
      return;
    }
    registry
        .get()
        .readBlob(
            repository(blob),
            blob,
            in -> {
              store(blob, incoming, in);
              return blobs.path(blob.digest());
            });
  }

  private void store(Descriptor blob, IncomingBlob incoming, InputStream in) throws IOException {
    try (BlobStore.Writer out = blobs.newWriter()) {
      incoming.copy(in, out);
      out.commitVerified(blob.digest());
    }
  }

  private Reference repository(Descriptor blob) throws IOException {
    return origins
        .find(blob.digest())
        .orElseThrow(
            () ->
                new BuildException(
                    ExitCode.HOST,
                    "blob "
                        + blob.digest()
                        + " is not in the store, and no repository is known that has it"));
  }
}
