// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.PathPattern;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.CopyFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds what one source of a COPY or ADD stands for, as far as flags leave it. */
final class SourceFinder {
  private final SourcePaths paths;
  private final SourceWalk walk;
  private final CopyFilter filter;

  SourceFinder(SourceTree tree, CopyFilter filter) {
    this.paths = new SourcePaths(tree);
    this.walk = SourceWalk.of(tree, filter);
    this.filter = filter;
  }

  /** Nothing if it isn't there; {@code index} is that of the source in its instruction. */
  List<CopySelection.Root> find(String source, int index) throws IOException {
    return filter.parents() ? withParents(source, index) : plain(source, index);
  }

  private List<CopySelection.Root> plain(String source, int index) throws IOException {
    List<CopySelection.Root> roots = new ArrayList<>();
    for (SourcePaths.Source match : paths.find(source)) {
      String name = ScopedPath.name(match.named());
      if (match.found().entry().isDirectory() || walk.takes(name)) {
        List<CopySelection.Item> items = walk.walk(match.found());
        // An excluded directory is there only for what an exception brings back in it.
        if (items.size() > 1 || !match.found().onlyForChildren()) {
          roots.add(new CopySelection.Root(name, items, index));
        }
      }
    }
    return roots;
  }

  /** Each base is a root, with what the pattern fits in it. */
  private List<CopySelection.Root> withParents(String source, int index) throws IOException {
    int pivot = source.indexOf(CopyFilter.PIVOT);
    String base = source.substring(0, pivot);
    String pattern = source.substring(pivot + CopyFilter.PIVOT.length());
    List<CopySelection.Root> roots = new ArrayList<>();
    for (SourcePaths.Source match : paths.find(base)) {
      if (!match.found().entry().isDirectory()) {
        throw new BuildException(
            ExitCode.DOCKERFILE, base + " stands before /./ but is not a directory");
      }
      List<CopySelection.Item> items = walk.only(pattern).walk(match.found());
      if (items.size() > 1 || (pattern.isEmpty() && !PathPattern.hasWildcards(base))) {
        roots.add(new CopySelection.Root("", items, index));
      }
    }
    return roots;
  }
}
