// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.OciException;
import java.util.ArrayList;
import java.util.List;

/**
 * An image of one platform whose manifest and config are in the store; its layers need not be.
 *
 * @param descriptor of the manifest
 */
record ResolvedImage(Descriptor descriptor, Manifest manifest, ImageConfig config) {

  ResolvedImage {
    if (manifest.layers().size() != config.diffIds().size()) {
      throw new OciException(
          String.format(
              "image %s has %d layers in its manifest and %d diffIDs in its config",
              descriptor.digest(), manifest.layers().size(), config.diffIds().size()));
    }
  }

  /** Lowest first. */
  List<LayerBlob> layers() {
    List<LayerBlob> layers = new ArrayList<>();
    for (int i = 0; i < manifest.layers().size(); i++) {
      layers.add(new LayerBlob(config.diffIds().get(i), manifest.layers().get(i)));
    }
    return layers;
  }

  Digest imageId() {
    return manifest.config().digest();
  }
}
