// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.CacheLocation;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.CacheTarget;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.registry.RegistryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The caches outside the storage root that a build reads and writes. */
record SharedCaches(
    CacheImports imports, CacheExports exports, Mounts mounts, CacheWarnings warnings) {

  /** Those that cache mounts are brought back from, and those that they are saved to. */
  record Mounts(List<CacheRepository> sources, List<CacheMountArchive.Target> targets) {
    Mounts {
      sources = List.copyOf(sources);
      targets = List.copyOf(targets);
    }
  }

  /**
   * What caches are reached with.
   *
   * @param lookups as many look-ups go out at once as this has threads
   * @param transfers send what is new
   */
  record Means(
      Supplier<RegistryClient> registry,
      BlobOrigins origins,
      BlobFetcher fetcher,
      Publisher publisher,
      Executor lookups,
      Executor transfers,
      BuildProgress progress) {}

  /**
   * Finds the caches, and asks none of them yet.
   *
   * @param ofImage the steps whose layers are in the image, compared by identity
   */
  static SharedCaches open(
      CacheOptions options, Means means, Set<Step> ofImage, Platform platform) {
    CacheWarnings warnings = new CacheWarnings(means.progress());
    // By name: the hash of a record is linked at first use, which takes a while.
    Map<String, CacheRepository> repositories = new HashMap<>();
    List<CacheRepository> sources = new ArrayList<>();
    CacheImports imports = new CacheImports(means.lookups(), warnings);
    for (CacheLocation location : options.from()) {
      CacheRepository repository = repository(location, means, repositories);
      sources.add(repository);
      if (location instanceof CacheLocation.Registry registry) {
        Reference image = CacheInRegistry.image(registry.reference());
        imports.add(repository, () -> manifest(image, platform, means.registry()));
      } else {
        imports.add(repository);
      }
    }
    CacheExports exports =
        new CacheExports(imports, ofImage, platform, means.transfers(), warnings);
    List<CacheMountArchive.Target> saved = new ArrayList<>();
    for (CacheTarget target : options.to()) {
      CacheRepository repository = repository(target.location(), means, repositories);
      exports.add(repository, target.imageOnly());
      target
          .mounts()
          .ifPresent(limits -> saved.add(new CacheMountArchive.Target(repository, limits)));
    }
    return new SharedCaches(imports, exports, new Mounts(sources, saved), warnings);
  }

  private static CacheRepository repository(
      CacheLocation location, Means means, Map<String, CacheRepository> known) {
    return known.computeIfAbsent(location.shown(), name -> repository(location, means));
  }

  private static CacheRepository repository(CacheLocation location, Means means) {
    if (location instanceof CacheLocation.Registry registry) {
      return CacheInRegistry.of(
          registry.reference(), means.registry(), means.origins(), means.publisher());
    }
    if (location instanceof CacheLocation.Layout layout) {
      return new CacheInLayout(layout.directory(), means.fetcher(), means.transfers());
    }
    throw new AssertionError(location);
  }

  private static Optional<byte[]> manifest(
      Reference image, Platform platform, Supplier<RegistryClient> registry) {
    try {
      return Optional.of(registry.get().manifest(image, platform).data());
    } catch (RegistryException e) {
      if (e.reason() == RegistryException.Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
