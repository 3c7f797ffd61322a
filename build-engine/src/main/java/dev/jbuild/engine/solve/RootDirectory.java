// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerToc;
import dev.jbuild.layer.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The attributes of {@code /} in a container: overlayfs takes them from the upper directory, so
 * they are copied there from below.
 */
final class RootDirectory {
  private RootDirectory() {}

  /** Gives {@code upper} the attributes that the root of {@code below} has. */
  static void copyAttributes(Snapshot below, Path upper, Ids ids) throws IOException {
    List<Layer> layers = below.layers();
    for (int i = layers.size() - 1; i >= 0; i--) {
      Optional<Attributes> attributes = attributes(layers.get(i), ids);
      if (attributes.isPresent()) {
        Trees.apply(upper, attributes.get(), ids.owners());
        return;
      }
    }
    Trees.apply(upper, Attributes.ofMode(0755), ids.owners());
  }

  private static Optional<Attributes> attributes(Layer layer, Ids ids) throws IOException {
    if (layer.upper().isPresent()) {
      return Optional.of(Trees.attributes(layer.upper().get(), ids.owners()));
    }
    LayerToc toc = layer.toc();
    return toc.find("").filter(root -> !root.implied()).map(Entry::attributes);
  }
}
