// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;

/** A layer as images name it: the blob, compressed, and what it unpacks to. */
record LayerBlob(Digest diffId, Descriptor descriptor) {}
