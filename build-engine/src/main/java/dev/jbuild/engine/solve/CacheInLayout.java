// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.registry.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;

/** Records as images {@code cache-<key>} of an OCI image layout in a directory. */
final class CacheInLayout implements CacheRepository {
  private final ImageLayout layout;
  private final BlobFetcher fetcher;
  private final Executor threads;
  private final ConcurrentMap<Digest, CompletableFuture<Void>> copies = new ConcurrentHashMap<>();

  /** Copies blobs in {@code threads}. */
  CacheInLayout(Path directory, BlobFetcher fetcher, Executor threads) {
    this.layout = new ImageLayout(directory);
    this.fetcher = fetcher;
    this.threads = threads;
  }

  private static String name(Digest key) {
    return "cache-" + key.hex();
  }

  @Override
  public String shown() {
    return layout.root().toString();
  }

  @Override
  public Optional<byte[]> find(Digest key) throws IOException {
    Optional<Descriptor> manifest = layout.find(name(key));
    return manifest.isPresent()
        ? Optional.of(layout.blobs().read(manifest.get().digest()))
        : Optional.empty();
  }

  @Override
  public boolean has(Digest key) throws IOException {
    return layout.find(name(key)).isPresent();
  }

  @Override
  public void offer(Digest blob) {
    if (layout.blobs().contains(blob)) {
      fetcher.alsoFrom(layout.blobs());
    }
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    return layout.blobs().open(blob.digest());
  }

  @Override
  public CompletableFuture<Void> bring(Descriptor blob) {
    return copies.computeIfAbsent(
        blob.digest(), digest -> CompletableFuture.runAsync(() -> copy(blob), threads));
  }

  private void copy(Descriptor blob) {
    try {
      putBlob(blob, () -> Files.newInputStream(fetcher.fetch(blob)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void putBlob(Descriptor blob, BlobSource source) throws IOException {
    BlobStore blobs = layout.blobs();
    if (blobs.contains(blob.digest())) {
      return;
    }
    try (InputStream in = source.open();
        BlobStore.Writer out = blobs.newWriter()) {
      in.transferTo(out);
      out.commitVerified(blob.digest());
    }
  }

  @Override
  public void put(Digest key, Document manifest) throws IOException {
    layout.blobs().put(manifest.data());
    layout.tag(name(key), manifest.descriptor());
  }
}
