// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Pushes to the destinations of a build: layers in the background as soon as they are there, config
 * and manifests at the end.
 */
final class Publisher {
  private final List<Reference> destinations;
  private final Map<String, Reference> repositories = new LinkedHashMap<>();
  private final Supplier<RegistryClient> registry;
  private final BlobFetcher fetcher;
  private final Executor executor;
  private final ConcurrentMap<String, Reference> firsts = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, CompletableFuture<Void>> pushes = new ConcurrentHashMap<>();

  Publisher(
      List<Reference> destinations,
      Supplier<RegistryClient> registry,
      BlobFetcher fetcher,
      Executor executor) {
    this.destinations = List.copyOf(destinations);
    this.registry = registry;
    this.fetcher = fetcher;
    this.executor = executor;
    destinations.forEach(d -> repositories.putIfAbsent(d.name(), d));
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
   * others all blobs are brought there first.
   */
  void finish(ImageAssembler.Assembled image, List<LayerBlob> layers) throws IOException {
    Descriptor manifest = image.manifest().descriptor();
    List<Descriptor> blobs = new ArrayList<>();
    layers.forEach(layer -> blobs.add(layer.descriptor()));
    blobs.add(image.config().descriptor());
    List<Reference> outdated = new ArrayList<>();
    for (Reference destination : destinations) {
      if (!isCurrent(destination, manifest.digest())) {
        outdated.add(destination);
      }
    }
    List<CompletableFuture<Void>> waited = new ArrayList<>();
    for (Reference destination : outdated) {
      Reference repository = repositories.getOrDefault(destination.name(), destination);
      blobs.forEach(blob -> waited.add(bring(repository, blob)));
    }
    for (CompletableFuture<Void> push : waited) {
      Futures.await(push);
    }
    for (Reference destination : outdated) {
      registry.get().pushManifest(destination, manifest.mediaType(), image.manifest().data());
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
      List<Reference> mountFrom = new ArrayList<>(holders);
      fetcher
          .origin(blob.digest())
          .filter(o -> o.registryHost().equals(repository.registryHost()))
          .ifPresent(mountFrom::add);
      registry
          .get()
          .pushBlob(repository, blob, () -> Files.newInputStream(fetcher.fetch(blob)), mountFrom);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
