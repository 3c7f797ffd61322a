// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.PullPolicy;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.PulledManifest;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds images by name: those built or loaded in this store first, then the registry's.
 *
 * <p>A tag is resolved by one HEAD request, a digest that is in the store by none. Only manifest
 * and config are fetched; {@link BlobOrigins} remembers where the layers are.
 */
final class ImageResolver {
  /** Marks names that a registry gave, so that it is asked again; others were made here. */
  static final String PULLED = "dev.jbuild.pulled";

  private final ImageLayout store;
  private final BlobOrigins origins;
  private final Supplier<RegistryClient> registry;
  private final BuildProgress progress;

  ImageResolver(
      ImageLayout store,
      BlobOrigins origins,
      Supplier<RegistryClient> registry,
      BuildProgress progress) {
    this.store = store;
    this.origins = origins;
    this.registry = registry;
    this.progress = progress;
  }

  /** Finds an image as {@code policy} says, and its manifest for {@code platform}. */
  ResolvedImage resolve(Reference reference, Platform platform, PullPolicy policy)
      throws IOException {
    Optional<Descriptor> stored = findStored(reference);
    boolean pulled = stored.filter(d -> d.annotations().containsKey(PULLED)).isPresent();
    if (stored.isPresent() && (!pulled || policy == PullPolicy.MISSING)) {
      return load(stored.get(), platform, reference);
    }
    if (policy == PullPolicy.NEVER) {
      return load(
          stored.orElseThrow(
              () ->
                  new BuildException(
                      ExitCode.REGISTRY,
                      reference.familiar() + " is not in the store, and --pull=never is given")),
          platform,
          reference);
    }
    if (reference.digest().isPresent() && store.blobs().contains(reference.digest().get())) {
      return load(manifestInStore(reference.digest().get()), platform, reference);
    }
    try {
      return pull(reference, platform);
    } catch (RegistryException e) {
      if (stored.isEmpty() || policy == PullPolicy.ALWAYS || !isUnreachable(e)) {
        throw e;
      }
      progress.on(
          new BuildEvent.Warning(
              reference.familiar() + ": using the image in the store, as " + e.getMessage()));
      return load(stored.get(), platform, reference);
    }
  }

  /** The image of a name that is in the store, whatever its origin. */
  Optional<ResolvedImage> findInStore(Reference reference, Platform platform) throws IOException {
    Optional<Descriptor> stored = findStored(reference);
    return stored.isEmpty()
        ? Optional.empty()
        : Optional.of(load(stored.get(), platform, reference));
  }

  private Optional<Descriptor> findStored(Reference reference) throws IOException {
    return store.find(reference.toString());
  }

  private static boolean isUnreachable(RegistryException e) {
    return e.reason() == RegistryException.Reason.UNREACHABLE;
  }

  /** Asks the registry what a name is, and takes that over as the image of this name. */
  ResolvedImage pull(Reference reference, Platform platform) throws IOException {
    Optional<Descriptor> stored = findStored(reference);
    Descriptor top = registry.get().resolve(reference);
    if (!store.blobs().contains(top.digest())) {
      PulledManifest pulled = registry.get().manifest(reference.withDigest(top.digest()));
      store.blobs().put(pulled.data());
      top = pulled.descriptor();
    }
    ResolvedImage image = load(top, platform, reference);
    for (Descriptor layer : image.manifest().layers()) {
      origins.put(layer.digest(), reference);
    }
    boolean known = stored.map(Descriptor::digest).equals(Optional.of(top.digest()));
    if (!known && reference.tag().isPresent()) {
      store.tag(reference.toString(), top.withAnnotations(Map.of(PULLED, "true")));
    }
    return image;
  }

  /** Reads an image whose manifest or index is in the store; fetches what is missing below it. */
  private ResolvedImage load(Descriptor top, Platform platform, Reference reference)
      throws IOException {
    Descriptor descriptor = top;
    for (int depth = 0; MediaType.isIndex(descriptor.mediaType()); depth++) {
      Index index = Index.parse(store.blobs().read(descriptor.digest()));
      descriptor = index.select(platform).orElseThrow(() -> noPlatform(reference, platform, index));
      if (depth > 3) {
        throw new OciException(reference.familiar() + ": indexes nested too deeply");
      }
      if (!store.blobs().contains(descriptor.digest())) {
        store
            .blobs()
            .put(registry.get().manifest(reference.withDigest(descriptor.digest())).data());
      }
    }
    Manifest manifest = Manifest.parse(store.blobs().read(descriptor.digest()));
    if (!MediaType.isConfig(manifest.config().mediaType())) {
      throw new OciException(
          reference.familiar()
              + " is not an image: its config is a "
              + manifest.config().mediaType());
    }
    if (!store.blobs().contains(manifest.config().digest())) {
      store
          .blobs()
          .put(registry.get().readBlob(reference, manifest.config(), InputStream::readAllBytes));
    }
    ImageConfig config = ImageConfig.parse(store.blobs().read(manifest.config().digest()));
    return new ResolvedImage(
        Descriptor.of(manifest.mediaType(), descriptor.digest(), descriptor.sizeBytes()),
        manifest,
        config);
  }

  private Descriptor manifestInStore(Digest digest) throws IOException {
    byte[] data = store.blobs().read(digest);
    return Descriptor.ofData(Manifest.mediaTypeOf(data), data);
  }

  private static BuildException noPlatform(Reference reference, Platform platform, Index index) {
    Map<String, Boolean> offered = new HashMap<>();
    index.manifests().forEach(m -> m.platform().ifPresent(p -> offered.put(p.toString(), true)));
    return new BuildException(
        ExitCode.DOCKERFILE,
        reference.familiar()
            + " has no image for "
            + platform
            + ", only for "
            + String.join(", ", offered.keySet().stream().sorted().toList()));
  }
}
