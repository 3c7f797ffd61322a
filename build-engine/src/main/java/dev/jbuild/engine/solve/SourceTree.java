// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Span;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A tree that COPY and ADD read: a directory of the host, or the file system of an image or stage.
 *
 * <p>Paths are relative to the tree's root, clean, "" for the root itself. No path leaves the tree,
 * whatever links it holds: links are resolved as if the tree were {@code /}.
 */
interface SourceTree {

  /**
   * Something in the tree.
   *
   * @param identity equal for the names of one file; empty for files with one name only
   * @param onlyForChildren a directory that is excluded itself, but for something in it
   */
  record Found(Entry entry, Optional<Object> identity, boolean onlyForChildren) {}

  /**
   * What is at {@code path}, on whose way there are no links; a link at its end is not followed.
   */
  Optional<Found> lookup(String path) throws IOException;

  /** {@code path} without links on its way; a link at its end is followed if {@code last}. */
  String follow(String path, boolean last) throws IOException;

  /**
   * The names in a directory, sorted, some perhaps of what isn't in the tree; none if it is none.
   */
  List<String> names(String directory) throws IOException;

  /** What is in a directory, sorted; nothing if it is none. */
  List<Found> list(String directory) throws IOException;

  /** The line of an ignore file that hides what is at a path, if there is something. */
  default Optional<Span> excludedBy(String path) throws IOException {
    return Optional.empty();
  }

  /** The data of a file that {@link #lookup} found. */
  DataSource data(Entry file) throws IOException;

  /** Whether owners of this tree are kept by a COPY without --chown. */
  boolean keepsOwners();
}
