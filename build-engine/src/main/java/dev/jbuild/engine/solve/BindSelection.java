// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.CopyFilter;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The files that a mount shows: a file or a directory with all that is below it.
 *
 * @param digest of all that a container can see of them, mtimes excepted
 */
record BindSelection(SourceTree tree, List<CopySelection.Item> items, Digest digest) {

  /** Finds and digests {@code source}, which is no pattern; links are followed. */
  static BindSelection of(SourceTree tree, String source, String treeName) throws IOException {
    Optional<SourceTree.Found> top = tree.lookup(tree.follow(ScopedPath.clean(source), true));
    List<CopySelection.Item> found =
        top.isPresent()
            ? SourceWalk.of(tree, CopyFilter.NONE).walk(top.get())
            : List.<CopySelection.Item>of();
    // An excluded directory is there only for what an exception brings back in it.
    boolean excluded = found.size() == 1 && found.get(0).found().onlyForChildren();
    if (found.isEmpty() || excluded) {
      throw missing(source, treeName);
    }
    CopySelection.Root root = new CopySelection.Root("", found, 0);
    CopySelection digested = new CopySelection(tree, List.of(root)).digested();
    CacheKey key = CacheKey.of("mounted content");
    CopySelection.addTo(key, digested.roots().get(0), tree.keepsOwners(), false);
    return new BindSelection(tree, digested.roots().get(0).items(), key.digest());
  }

  static BuildException missing(String source, String treeName) {
    return new BuildException(
        ExitCode.DOCKERFILE, source + ": no such file or directory in " + treeName);
  }

  /** Where the source is in its tree, links followed. */
  String path() {
    return items.get(0).found().entry().path();
  }
}
