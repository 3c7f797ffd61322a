// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import java.io.IOException;

/** A place that an image is copied to: what names others comes after what it names. */
interface ImageTarget {
  /** Whether an index with several images fits. */
  default boolean takesIndexes() {
    return true;
  }

  /** Takes a config or a layer, if it isn't there; called by several threads at once. */
  void blob(Descriptor blob, ImageSource source) throws IOException;

  /** Takes a manifest or index that another index will name. */
  void child(Document manifest) throws IOException;

  /** Takes the manifest or index of the whole, and gives it its name. */
  void finish(Document top) throws IOException;
}
