// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.LayerToc;
import dev.jbuild.layer.SpecialOwners;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * A layer of a snapshot. What it holds is settled; its blob may still be in the making, and its
 * table of contents and directory are brought about when they are asked for.
 *
 * <p>A RUN that changed nothing makes a layer that turns out to be empty: it has no blob and is not
 * part of the image.
 */
final class Layer {
  private static final LayerToc NOTHING = LayerToc.of(List.of());

  private final LayerStore store;
  private final Future<Optional<LayerBlob>> blob;
  private final Directory directory;
  private final Optional<RunExecutor.Ran> ran;

  private Layer(
      LayerStore store,
      Future<Optional<LayerBlob>> blob,
      Directory directory,
      Optional<RunExecutor.Ran> ran) {
    this.store = store;
    this.blob = blob;
    this.directory = directory;
    this.ran = ran;
  }

  /** Brings a directory about, if there is anything in it. */
  @FunctionalInterface
  interface Directory {
    Optional<Path> get() throws IOException;
  }

  /** A layer whose blob exists. */
  static Layer stored(LayerStore store, LayerBlob blob) {
    return written(store, CompletableFuture.completedFuture(Optional.of(blob)));
  }

  /** A layer that is being written and has no directory yet. */
  static Layer written(LayerStore store, Future<Optional<LayerBlob>> blob) {
    Directory unpacked =
        () -> {
          Optional<LayerBlob> known = Futures.await(blob);
          return known.isPresent() ? Optional.of(store.directory(known.get())) : Optional.empty();
        };
    return new Layer(store, blob, unpacked, Optional.empty());
  }

  /** A layer that is being written from what a RUN left, which is frozen. */
  static Layer ran(LayerStore store, Future<Optional<LayerBlob>> blob, RunExecutor.Ran ran) {
    return new Layer(store, blob, () -> Optional.of(ran.upper()), Optional.of(ran));
  }

  /** A directory that is mounted with the others but belongs to no image. */
  static Layer mountOnly(LayerStore store, Directory directory) {
    return new Layer(
        store, CompletableFuture.completedFuture(Optional.empty()), directory, Optional.empty());
  }

  /** The blob and the diffID; waits until they are known; empty if nothing changed. */
  Optional<LayerBlob> blob() throws IOException {
    return Futures.await(blob);
  }

  /** Whether {@link #blob} would wait. */
  boolean isPending() {
    return !blob.isDone();
  }

  LayerToc toc() throws IOException {
    Optional<LayerBlob> known = blob();
    return known.isPresent() ? store.toc(known.get()) : NOTHING;
  }

  /** What a RUN of this build left. */
  Optional<Path> upper() {
    return ran.map(RunExecutor.Ran::upper);
  }

  /** Owners that the directory can't say where there is a single id. */
  SpecialOwners specials() throws IOException {
    return ran.isPresent()
        ? ran.get().specials().orElse(SpecialOwners.none())
        : SpecialOwners.of(toc());
  }

  /** The directory to be a lower one of an overlay; brought about if there is none yet. */
  Optional<Path> directory() throws IOException {
    return directory.get();
  }
}
