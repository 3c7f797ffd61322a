// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.registry.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Pushes to the destinations of a build: layers in the background as soon as they are there, config
 * and manifests at the end.
 */
final class Publisher {
  private final Destinations destinations;
  private final Map<String, Reference> repositories = new LinkedHashMap<>();
  private final Supplier<RegistryClient> registry;
  private final BlobFetcher fetcher;
  private final Executor executor;
  private final ConcurrentMap<String, Reference> firsts = new ConcurrentHashMap<>();
  private final BuildProgress progress;
  private final ConcurrentMap<String, CompletableFuture<Void>> pushes = new ConcurrentHashMap<>();

  /**
   * Where an image goes.
   *
   * @param byDigest leave the tags of the names alone
   */
  record Destinations(List<Reference> names, boolean byDigest) {
    /** An image that is not pushed. */
    static final Destinations NONE = new Destinations(List.of(), false);

    Destinations {
      names = List.copyOf(names);
    }
  }

  Publisher(
      Destinations destinations,
      Supplier<RegistryClient> registry,
      BlobFetcher fetcher,
      Executor executor,
      BuildProgress progress) {
    this.destinations = destinations;
    this.registry = registry;
    this.fetcher = fetcher;
    this.executor = executor;
    this.progress = progress;
    destinations.names().forEach(d -> repositories.putIfAbsent(d.name(), d));
  }

  /** Begins to ask all repositories whether they will take a push; await it to hear. */
  Future<Void> check() {
    return CompletableFuture.allOf(
        repositories.values().stream()
            .map(r -> CompletableFuture.runAsync(() -> registry.get().checkPush(r), executor))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Starts to bring a blob to all destinations, unless that was started before. */
  void start(Descriptor blob) {
    for (Reference repository : repositories.values()) {
      // finish() waits for it, and hears of its failure.
      CompletableFuture<Void> unused = bring(repository, blob);
    }
  }

  /**
   * Makes every destination name this image. Those that do already cost one HEAD request; for
   * others all blobs are brought there first. Each is told of by an event; a failure of one doesn't
   * hinder the others, and is thrown in the end.
   */
  void finish(ImageAssembler.Assembled image, List<LayerBlob> layers) throws IOException {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (Reference name : destinations.names()) {
      Reference destination =
          destinations.byDigest()
              ? name.withoutTag().withDigest(image.manifest().descriptor().digest())
              : name;
      ends.add(CompletableFuture.runAsync(() -> bring(destination, image, layers)));
    }
    List<RuntimeException> failures = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      Reference name = destinations.names().get(i);
      Digest digest = image.manifest().descriptor().digest();
      Optional<RuntimeException> failure = failureOf(ends.get(i));
      failure.ifPresent(failures::add);
      progress.on(
          new BuildEvent.Pushed(
              destinations.byDigest() ? name.name() + "@" + digest : name.toString(),
              digest,
              failure.map(f -> String.valueOf(f.getMessage()))));
    }
    if (failures.size() == 1) {
      throw failures.get(0);
    }
    if (!failures.isEmpty()) {
      throw new BuildException(
          ExitCode.REGISTRY,
          failures.size()
              + " of "
              + ends.size()
              + " pushes failed: "
              + failures.get(0).getMessage(),
          failures.get(0));
    }
  }

  private static Optional<RuntimeException> failureOf(Future<Void> end) throws IOException {
    try {
      Futures.await(end);
      return Optional.empty();
    } catch (RegistryException e) {
      return Optional.of(e);
    } catch (BuildException e) {
      if (e.exitCode() == ExitCode.INTERRUPTED) {
        throw e;
      }
      return Optional.of(e);
    }
  }

  private void bring(
      Reference destination, ImageAssembler.Assembled image, List<LayerBlob> layers) {
    try {
      Descriptor manifest = image.manifest().descriptor();
      if (isCurrent(destination, manifest.digest())) {
        return;
      }
      Reference repository = repositories.getOrDefault(destination.name(), destination);
      List<CompletableFuture<Void>> waited = new ArrayList<>();
      layers.forEach(layer -> waited.add(bring(repository, layer.descriptor())));
      waited.add(bring(repository, image.config().descriptor()));
      for (CompletableFuture<Void> push : waited) {
        Futures.await(push);
      }
      name(destination, image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tag that may not be changed, and has become what it should be, is as it should be. */
  private void name(Reference destination, ImageAssembler.Assembled image) {
    Descriptor manifest = image.manifest().descriptor();
    try {
      registry.get().pushManifest(destination, manifest.mediaType(), image.manifest().data());
    } catch (RegistryException e) {
      if (e.status().isEmpty() || !isCurrent(destination, manifest.digest())) {
        throw e;
      }
    }
  }

  private boolean isCurrent(Reference destination, Digest digest) {
    try {
      return registry.get().resolve(destination).digest().equals(digest);
    } catch (RegistryException e) {
      // A repository that isn't there yet may be answered as not found or as denied; the push that
      // follows says which.
      if (e.reason() == RegistryException.Reason.NOT_FOUND
          || e.reason() == RegistryException.Reason.DENIED) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Begins to bring a blob to a repository, which need not be a destination. Of several in one
   * registry only the first is sent it; in the others it is mounted from there.
   */
  CompletableFuture<Void> bring(Reference repository, Descriptor blob) {
    Reference first =
        firsts.computeIfAbsent(repository.registryHost() + "@" + blob.digest(), host -> repository);
    CompletableFuture<Void> sent =
        pushes.computeIfAbsent(
            key(first, blob),
            key -> CompletableFuture.runAsync(() -> push(first, blob, List.of()), executor));
    return pushes.computeIfAbsent(
        key(repository, blob),
        key ->
            sent.handle((done, failure) -> failure == null)
                .thenAcceptAsync(
                    there -> push(repository, blob, there ? List.of(first) : List.of()), executor));
  }

  private static String key(Reference repository, Descriptor blob) {
    return repository.name() + "@" + blob.digest();
  }

  /** {@code holders} are repositories of the same registry that have the blob. */
  private void push(Reference repository, Descriptor blob, List<Reference> holders) {
    if (MediaType.isLayer(blob.mediaType()) && MediaType.isForeignLayer(blob.mediaType())) {
      return;
    }
    try {
      Optional<Reference> origin = fetcher.origin(blob.digest());
      List<Reference> mountFrom = new ArrayList<>(holders);
      origin
          .filter(o -> o.registryHost().equals(repository.registryHost()))
          .ifPresent(mountFrom::add);
      registry
          .get()
          .pushBlob(repository, blob, () -> Files.newInputStream(fetcher.fetch(blob)), mountFrom);
      if (origin.isEmpty()) {
        fetcher.remember(blob.digest(), repository);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
