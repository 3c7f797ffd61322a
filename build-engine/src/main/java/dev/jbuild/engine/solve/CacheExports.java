// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * The caches of {@code --cache-to}: each record goes there as soon as its step is done, beside the
 * steps that follow. One that can't be written is told of once, and no more is sent there.
 */
final class CacheExports {
  private final List<Target> targets = new ArrayList<>();
  private final CacheImports imports;
  private final Set<Step> ofImage;
  private final Platform platform;
  private final Executor threads;
  private final CacheWarnings warnings;
  private final Queue<CompletableFuture<Void>> running = new ConcurrentLinkedQueue<>();

  private record Target(CacheRepository repository, boolean imageOnly) {}

  /** {@code ofImage}, compared by identity, are the steps whose layers are in the image. */
  CacheExports(
      CacheImports imports,
      Set<Step> ofImage,
      Platform platform,
      Executor threads,
      CacheWarnings warnings) {
    this.imports = imports;
    this.ofImage = ofImage;
    this.platform = platform;
    this.threads = threads;
    this.warnings = warnings;
  }

  /** Adds a cache that gets all records, or only those of steps of the image. */
  void add(CacheRepository repository, boolean imageOnly) {
    targets.add(new Target(repository, imageOnly));
  }

  boolean isEmpty() {
    return targets.isEmpty();
  }

  /** Begins to send a new record to all caches, under each of {@code keys}. */
  void send(
      Step step,
      StepRecord record,
      Optional<LayerBlob> layer,
      Optional<StepParts> parts,
      List<Digest> keys) {
    if (targets.isEmpty()) {
      return;
    }
    ImageAssembler.Assembled image = image(step, record, layer, parts);
    for (Target target : targets) {
      if (isFor(target, step)) {
        begin(target.repository(), () -> send(target.repository(), image, layer, keys));
      }
    }
  }

  /** As {@link #send}, but for caches that have the record under the first key already. */
  void sendIfMissing(
      Step step,
      StepRecord record,
      Optional<LayerBlob> layer,
      Optional<StepParts> parts,
      List<Digest> keys) {
    for (Target target : targets) {
      CacheRepository repository = target.repository();
      if (isFor(target, step) && !imports.wasFound(repository, keys.get(0))) {
        begin(
            repository,
            () ->
                has(repository, keys.get(0))
                    ? CompletableFuture.completedFuture(null)
                    : send(repository, image(step, record, layer, parts), layer, keys));
      }
    }
  }

  /** Begins to send a record that belongs to no step. */
  void sendMark(StepRecord record, Digest key) {
    ImageAssembler.Assembled image =
        CacheRecordImage.write(
            record, Optional.empty(), platform, "an image without steps", Optional.empty());
    for (Target target : targets) {
      CacheRepository repository = target.repository();
      begin(repository, () -> send(repository, image, Optional.empty(), List.of(key)));
    }
  }

  private boolean isFor(Target target, Step step) {
    return !target.imageOnly() || ofImage.contains(step);
  }

  private ImageAssembler.Assembled image(
      Step step, StepRecord record, Optional<LayerBlob> layer, Optional<StepParts> parts) {
    return CacheRecordImage.write(record, layer, platform, step.origin().displayName(), parts);
  }

  /** What is sent to a cache, step by step in several threads. */
  @FunctionalInterface
  private interface Sending {
    CompletableFuture<Void> begin();
  }

  private void begin(CacheRepository repository, Sending sending) {
    CompletableFuture<Void> sent =
        CompletableFuture.completedFuture(repository)
            .thenComposeAsync(
                r ->
                    warnings.isBroken(r)
                        ? CompletableFuture.completedFuture(null)
                        : sending.begin(),
                threads)
            .exceptionally(
                failure -> {
                  failed(repository, failure);
                  return null;
                });
    running.add(sent);
  }

  private CompletableFuture<Void> send(
      CacheRepository repository,
      ImageAssembler.Assembled image,
      Optional<LayerBlob> layer,
      List<Digest> keys) {
    CompletableFuture<Void> brought =
        layer.isPresent()
            ? repository.bring(layer.get().descriptor())
            : CompletableFuture.completedFuture(null);
    return brought.thenRunAsync(() -> put(repository, image, keys), threads);
  }

  private static boolean has(CacheRepository repository, Digest key) {
    try {
      return repository.has(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(
      CacheRepository repository, ImageAssembler.Assembled image, List<Digest> keys) {
    try {
      repository.putBlob(image.config());
      for (Digest key : keys) {
        repository.put(key, image.manifest());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is no fault of the cache is one of jbuild, or the end of the build. */
  private void failed(CacheRepository repository, Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof CompletionException || cause instanceof UncheckedIOException)) {
      cause = cause.getCause();
    }
    boolean blob = cause instanceof BuildException e && e.exitCode() != ExitCode.INTERRUPTED;
    if (!blob
        && !(cause instanceof IOException)
        && !(cause instanceof RegistryException)
        && !(cause instanceof OciException)) {
      throw new CompletionException(cause);
    }
    warnings.broken(repository, "written", cause);
  }

  /** Waits until all has been sent. */
  void finish() throws IOException {
    for (CompletableFuture<Void> sent = running.poll(); sent != null; sent = running.poll()) {
      Futures.await(sent);
    }
  }
}
