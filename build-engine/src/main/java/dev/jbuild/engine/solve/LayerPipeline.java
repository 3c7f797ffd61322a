// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.LayerException;
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
          publisher.start(blob.get().descriptor());
          done.with(blob);
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

  /**
   * Begins to write the layer of a step, at whose place failures are told; nothing is written if
   * there are no items. {@code claim} is let go when all is done.
   */
  Future<Optional<LayerBlob>> submit(Step step, RootLocks.Lock claim, Items items, Done done) {
    return executor.submit(
        () -> {
          try (claim) {
            return StepErrors.at(step, () -> write(items, done));
          }
        });
  }

  private Optional<LayerBlob> write(Items items, Done done) throws IOException {
    Collection<LayerItem> found = items.find();
    Optional<LayerBlob> blob = Optional.empty();
    if (!found.isEmpty()) {
      try {
        blob = Optional.of(store.write(found, options));
      } catch (LayerException e) {
        throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
      }
    }
    // First, so that a cache in the same registry can mount it from there.
    blob.ifPresent(b -> publisher.start(b.descriptor()));
    done.with(blob);
    return blob;
  }
}
