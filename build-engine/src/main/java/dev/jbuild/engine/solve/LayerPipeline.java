// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.LayerOptions;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Writes layers while later steps run: tar, digest, compression, upload.
 *
 * <p>Work is begun in the order in which it was handed in, so work may wait for what was handed in
 * before it.
 */
final class LayerPipeline {
  private final LayerStore store;
  private final LayerOptions options;
  private final ExecutorService executor;
  private final Publisher publisher;

  LayerPipeline(
      LayerStore store, LayerOptions options, ExecutorService executor, Publisher publisher) {
    this.store = store;
    this.options = options;
    this.executor = executor;
    this.publisher = publisher;
  }

  /** Begins to bring a layer that the cache has into the compression of this build. */
  Future<Optional<LayerBlob>> recompress(LayerBlob layer, Done done) {
    return executor.submit(
        () -> {
          Optional<LayerBlob> blob = Optional.of(store.recompress(layer, options));
          done.with(blob);
          publisher.start(blob.get().descriptor());
          return blob;
        });
  }

  /** Finds what a layer holds. */
  @FunctionalInterface
  interface Items {
    Collection<LayerItem> find() throws IOException;
  }

  /** Is told of a layer that was written, or that there is none. */
  @FunctionalInterface
  interface Done {
    void with(Optional<LayerBlob> blob) throws IOException;
  }

  /** Begins to write a layer; nothing is written if there are no items. */
  Future<Optional<LayerBlob>> submit(Items items, Done done) {
    return executor.submit(
        () -> {
          Collection<LayerItem> found = items.find();
          Optional<LayerBlob> blob =
              found.isEmpty() ? Optional.empty() : Optional.of(store.write(found, options));
          done.with(blob);
          blob.ifPresent(b -> publisher.start(b.descriptor()));
          return blob;
        });
  }
}
