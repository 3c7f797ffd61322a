// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;

/** A manifest or an index as the registry sent it, and the descriptor of exactly these bytes. */
public final class PulledManifest {
  private final Descriptor descriptor;
  private final byte[] data;

  PulledManifest(Descriptor descriptor, byte[] data) {
    this.descriptor = descriptor;
    this.data = data.clone();
  }

  public Descriptor descriptor() {
    return descriptor;
  }

  /** The bytes that {@link #descriptor} digests; a copy. */
  public byte[] data() {
    return data.clone();
  }
}
