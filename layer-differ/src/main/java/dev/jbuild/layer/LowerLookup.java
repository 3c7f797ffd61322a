// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.util.Optional;

/** Finds files of the layers below one that is read, for hard links that name them. */
@FunctionalInterface
public interface LowerLookup {
  /** The FILE at {@code path}, with its digest, if there is one. */
  Optional<LayerItem> file(String path) throws IOException;

  /** Nothing is known of the layers below. */
  static LowerLookup none() {
    return path -> Optional.empty();
  }

  /** The files of a view. */
  static LowerLookup of(MergedView view) {
    return path ->
        view.lookup(path)
            .filter(entry -> entry.type().hasData())
            .map(entry -> new LayerItem(entry.asFile(), view.source(path)));
  }
}
