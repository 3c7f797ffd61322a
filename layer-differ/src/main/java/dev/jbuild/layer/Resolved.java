// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.Optional;

/**
 * Where a path leads once its symbolic links are followed inside the root.
 *
 * @param path the real path: {@code existing} and {@code missing} joined
 * @param entry what is there, if anything
 * @param existing the longest part of the path that exists; not always a directory
 * @param missing the rest, "" if there is an entry
 */
public record Resolved(String path, Optional<Entry> entry, String existing, String missing) {}
