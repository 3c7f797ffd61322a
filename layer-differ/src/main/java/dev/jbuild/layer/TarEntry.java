// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.Optional;

/**
 * The headers of one tar entry, PAX and GNU extensions applied, but nothing checked against others.
 *
 * @param name as in the tar: may be absolute, have ".." or end in a slash
 * @param typeFlag of the ustar header
 * @param sizeBytes of the file, holes included
 * @param link target of a hard or symbolic link, else ""
 */
record TarEntry(
    String name,
    char typeFlag,
    Attributes attributes,
    long sizeBytes,
    String link,
    int deviceMajor,
    int deviceMinor,
    Optional<SparseMap> sparse) {}
