// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Digest;

/**
 * What reading a layer told.
 *
 * @param diffId digest of all uncompressed bytes, which the caller compares with the config's
 * @param tarSizeBytes number of uncompressed bytes
 */
public record ReadLayer(Digest diffId, long tarSizeBytes, LayerToc toc) {}
