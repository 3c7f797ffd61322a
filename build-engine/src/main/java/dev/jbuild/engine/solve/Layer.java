// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.LayerToc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * A layer of a snapshot. What it holds is settled; its blob may still be in the making, and its
 * table of contents and directory are brought about when they are asked for.
 */
final class Layer {
  private final LayerStore store;
  private final Future<LayerBlob> blob;
  private final Optional<Path> upper;

  private Layer(LayerStore store, Future<LayerBlob> blob, Optional<Path> upper) {
    this.store = store;
    this.blob = blob;
    this.upper = upper;
  }

  /** A layer whose blob exists. */
  static Layer stored(LayerStore store, LayerBlob blob) {
    return new Layer(store, CompletableFuture.completedFuture(blob), Optional.empty());
  }

  /** A layer that is being written, from {@code upper} if a RUN made it. */
  static Layer fresh(LayerStore store, Future<LayerBlob> blob, Optional<Path> upper) {
    return new Layer(store, blob, upper);
  }

  /** The blob and the diffID; waits until they are known. */
  LayerBlob blob() throws IOException {
    return Futures.await(blob);
  }

  LayerToc toc() throws IOException {
    return store.toc(blob());
  }

  /** The unpacked directory, to be a lower layer of an overlay; waits only if there is none yet. */
  Path directory() throws IOException {
    return upper.isPresent() ? upper.get() : store.directory(blob());
  }
}
