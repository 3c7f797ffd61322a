// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.plan.KnownImages;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.util.Optional;

/** The configurations of images as far as they are in the store: no registry is asked. */
final class StoreImages implements KnownImages {
  private final ImageLayout store;

  StoreImages(StorageRoot root) {
    this.store = root.store();
  }

  @Override
  public Optional<ImageConfig> find(String imageName, Platform platform) {
    try {
      Optional<Descriptor> found = store.find(Reference.parse(imageName).toString());
      return found.isPresent() ? config(found.get(), platform) : Optional.empty();
    } catch (IOException | OciException | BuildException | IllegalArgumentException e) {
      return Optional.empty(); // A check goes on without; a build would say why.
    }
  }

  private Optional<ImageConfig> config(Descriptor top, Platform platform) throws IOException {
    Descriptor descriptor = top;
    while (MediaType.isIndex(descriptor.mediaType())) {
      Index index = Index.parse(store.blobs().read(descriptor.digest()));
      Optional<Descriptor> selected = index.select(platform);
      if (selected.isEmpty() || !store.blobs().contains(selected.get().digest())) {
        return Optional.empty();
      }
      descriptor = selected.get();
    }
    Manifest manifest = Manifest.parse(store.blobs().read(descriptor.digest()));
    return store.blobs().contains(manifest.config().digest())
        ? Optional.of(ImageConfig.parse(store.blobs().read(manifest.config().digest())))
        : Optional.empty();
  }
}
