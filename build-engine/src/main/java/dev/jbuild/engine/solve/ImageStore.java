// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Puts built images into the store under their names. */
final class ImageStore {
  private final ImageLayout layout;

  ImageStore(ImageLayout layout) {
    this.layout = layout;
  }

  /** Stores config and manifest, then names them; a name that is right already stays untouched. */
  void put(ImageAssembler.Assembled image, List<Reference> names) throws IOException {
    layout.blobs().put(image.config().data());
    layout.blobs().put(image.manifest().data());
    for (Reference name : names) {
      Optional<Descriptor> before = layout.find(name.toString());
      boolean same =
          before
              .filter(d -> d.digest().equals(image.manifest().descriptor().digest()))
              .filter(d -> !d.annotations().containsKey(ImageResolver.PULLED))
              .isPresent();
      if (!same) {
        layout.tag(name.toString(), image.manifest().descriptor());
      }
    }
  }
}
