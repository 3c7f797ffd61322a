// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Digest;

/**
 * What was written; the digest of the blob is known to who owns the stream.
 *
 * @param diffId digest of the uncompressed tar
 * @param tarSizeBytes size of the uncompressed tar
 */
public record WrittenLayer(Digest diffId, long tarSizeBytes, LayerToc toc) {}
