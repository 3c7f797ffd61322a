// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** An image that is copied from somewhere; blobs may be asked for by several threads. */
interface ImageSource {
  /** The manifest, or the index of several. */
  Document top() throws IOException;

  /** A manifest or index that the index above it names; its digest is verified. */
  byte[] manifest(Descriptor child) throws IOException;

  /** A blob, which the caller closes; whoever stores it verifies it. */
  InputStream blob(Descriptor blob) throws IOException;

  /** Where the blobs are in a registry, to mount them in another repository of it. */
  default Optional<Reference> repository() {
    return Optional.empty();
  }
}
