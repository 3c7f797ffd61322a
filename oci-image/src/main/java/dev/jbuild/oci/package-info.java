// SPDX-License-Identifier: Apache-2.0
/**
 * The OCI image specification as Java values, and the image layout on disk.
 *
 * <p>Values are immutable and know their JSON form; {@link dev.jbuild.oci.BlobStore} and {@link
 * dev.jbuild.oci.ImageLayout} are the only classes here that touch a disk. <i>digest</i> is always
 * of the compressed blob, <i>diffID</i> of the uncompressed layer.
 */
@NullMarked
package dev.jbuild.oci;

import org.jspecify.annotations.NullMarked;
