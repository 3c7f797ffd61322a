// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;

/** A manifest or a config as bytes, and the descriptor of exactly these. */
final class Document {
  private final Descriptor descriptor;
  private final byte[] data;

  private Document(Descriptor descriptor, byte[] data) {
    this.descriptor = descriptor;
    this.data = data.clone();
  }

  static Document of(String mediaType, byte[] data) {
    return new Document(Descriptor.ofData(mediaType, data), data);
  }

  Descriptor descriptor() {
    return descriptor;
  }

  /** A copy. */
  byte[] data() {
    return data.clone();
  }
}
