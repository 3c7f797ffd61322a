// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.OciException;
import dev.jbuild.registry.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The caches of {@code --cache-from}: all are asked for a key at once, each key once a build. One
 * that can't be read is told of once and is then as if it were empty.
 */
final class CacheImports {
  private final List<Source> sources = new ArrayList<>();
  private final Executor threads;
  private final CacheWarnings warnings;
  private final ConcurrentMap<Digest, CompletableFuture<Optional<StepRecord>>> asked =
      new ConcurrentHashMap<>();
  private final Set<String> found = ConcurrentHashMap.newKeySet();

  /** A cache, and what the image of its name holds. */
  private record Source(
      CacheRepository repository, CompletableFuture<Map<Digest, StepRecord>> inline) {}

  /** As many requests are sent at once as {@code threads} has threads. */
  CacheImports(Executor threads, CacheWarnings warnings) {
    this.threads = threads;
    this.warnings = warnings;
  }

  /** Adds a cache that is asked after those that were added before. */
  void add(CacheRepository repository) {
    sources.add(new Source(repository, CompletableFuture.completedFuture(Map.of())));
  }

  /** Adds a cache; {@code image} gets the manifest of the image that its name may also be. */
  void add(CacheRepository repository, Supplier<Optional<byte[]>> image) {
    sources.add(
        new Source(
            repository, CompletableFuture.supplyAsync(() -> inline(repository, image), threads)));
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  /** Begins to ask for a record; what is found is noted as something that can be had. */
  CompletableFuture<Optional<StepRecord>> ask(Digest key) {
    return asked.computeIfAbsent(key, this::askAll);
  }

  /** What a key was made of, as the first cache says that has its record. */
  Optional<StepParts> parts(Digest key) {
    for (Source source : sources) {
      Optional<StepParts> parts = parts(source.repository(), key);
      if (parts.isPresent()) {
        return parts;
      }
    }
    return Optional.empty();
  }

  private Optional<StepParts> parts(CacheRepository repository, Digest key) {
    if (warnings.isBroken(repository)) {
      return Optional.empty();
    }
    try {
      Optional<byte[]> record = repository.find(key);
      return record.isPresent()
          ? CacheRecordImage.readParts(repository.readBlob(Manifest.parse(record.get()).config()))
          : Optional.empty();
    } catch (RegistryException | OciException | IOException e) {
      warnings.broken(repository, "read", e);
      return Optional.empty();
    }
  }

  /** Whether a record is known to be in a cache, as it was found there. */
  boolean wasFound(CacheRepository repository, Digest key) {
    return found.contains(mark(repository, key));
  }

  private static String mark(CacheRepository repository, Digest key) {
    return key + " " + repository.shown();
  }

  private CompletableFuture<Optional<StepRecord>> askAll(Digest key) {
    CompletableFuture<Optional<StepRecord>> first =
        CompletableFuture.completedFuture(Optional.empty());
    for (Source source : sources) {
      CompletableFuture<Optional<StepRecord>> here =
          CompletableFuture.supplyAsync(() -> find(source, key), threads)
              .thenCombine(
                  source.inline(), (record, inline) -> orInline(source, key, record, inline));
      first = first.thenCombine(here, (a, b) -> a.isPresent() ? a : b);
    }
    return first;
  }

  private Optional<StepRecord> find(Source source, Digest key) {
    CacheRepository repository = source.repository();
    if (warnings.isBroken(repository)) {
      return Optional.empty();
    }
    try {
      Optional<StepRecord> record = repository.find(key).flatMap(CacheRecordImage::read);
      if (record.isPresent()) {
        offer(repository, record.get());
        found.add(mark(repository, key));
      }
      return record;
    } catch (RegistryException | OciException | IOException e) {
      warnings.broken(repository, "read", e);
      return Optional.empty();
    }
  }

  private static void offer(CacheRepository repository, StepRecord record) throws IOException {
    for (Descriptor blob : record.blobs().values()) {
      repository.offer(blob.digest());
    }
  }

  private static Optional<StepRecord> orInline(
      Source source, Digest key, Optional<StepRecord> record, Map<Digest, StepRecord> inline) {
    if (record.isPresent() || !inline.containsKey(key)) {
      return record;
    }
    try {
      offer(source.repository(), inline.get(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(inline.get(key));
  }

  private Map<Digest, StepRecord> inline(
      CacheRepository repository, Supplier<Optional<byte[]>> image) {
    try {
      return image.get().map(CacheInline::read).orElse(Map.of());
    } catch (RegistryException e) {
      warnings.broken(repository, "read", e);
      return Map.of();
    }
  }
}
