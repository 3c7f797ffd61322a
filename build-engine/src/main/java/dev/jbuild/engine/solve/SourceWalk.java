// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.CopyFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists what is below a source. {@code --exclude} takes away from that, by paths below the source,
 * and of {@code --parents} only what its pattern fits is left; directories on the way to something
 * that is left are there too.
 */
final class SourceWalk {
  private final SourceTree tree;
  private final IgnorePatterns excluded;
  private final IgnorePatterns unwanted;

  private SourceWalk(SourceTree tree, IgnorePatterns excluded, IgnorePatterns unwanted) {
    this.tree = tree;
    this.excluded = excluded;
    this.unwanted = unwanted;
  }

  /** Takes what {@code filter} leaves. */
  static SourceWalk of(SourceTree tree, CopyFilter filter) {
    return new SourceWalk(tree, patterns(filter.excludes()), IgnorePatterns.NONE);
  }

  /** Of that, takes what {@code pattern} fits, with all that is in such directories. */
  SourceWalk only(String pattern) {
    return pattern.isEmpty()
        ? this
        : new SourceWalk(tree, excluded, patterns(List.of("**", "!" + pattern)));
  }

  private static IgnorePatterns patterns(List<String> patterns) {
    try {
      return patterns.isEmpty() ? IgnorePatterns.NONE : IgnorePatterns.of(patterns);
    } catch (IllegalArgumentException e) {
      throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Whether a source that is a file is left. */
  boolean takes(String name) {
    return !excluded.root().child(name).excluded();
  }

  /** The source first, then what is below it, parents before children. */
  List<CopySelection.Item> walk(SourceTree.Found top) throws IOException {
    List<CopySelection.Item> items = new ArrayList<>();
    items.add(new CopySelection.Item("", top));
    if (top.entry().isDirectory()) {
      walk(new Directory(top.entry().path(), "", excluded.root(), unwanted.root()), items);
    }
    return items;
  }

  private record Directory(
      String real, String path, IgnorePatterns.Verdict excluded, IgnorePatterns.Verdict unwanted) {

    Directory child(SourceTree.Found found) {
      String name = found.entry().name();
      return new Directory(
          found.entry().path(),
          ScopedPath.join(path, name),
          excluded.child(name),
          unwanted.child(name));
    }

    boolean isLeftOut() {
      return excluded.excluded() || unwanted.excluded();
    }

    boolean mayHoldMore() {
      return excluded.mayHoldIncluded() && unwanted.mayHoldIncluded();
    }
  }

  /** Adds what is in a directory; returns whether that was anything. */
  private boolean walk(Directory directory, List<CopySelection.Item> items) throws IOException {
    int before = items.size();
    for (SourceTree.Found found : tree.list(directory.real())) {
      Directory child = directory.child(found);
      boolean leftOut = child.isLeftOut();
      boolean isDirectory = found.entry().isDirectory();
      if (leftOut && !(isDirectory && child.mayHoldMore())) {
        continue;
      }
      int at = items.size();
      items.add(new CopySelection.Item(child.path(), found));
      // One that is left out itself is there only for what is in it.
      if (isDirectory && !walk(child, items) && (leftOut || found.onlyForChildren())) {
        items.remove(at);
      }
    }
    return items.size() > before;
  }
}
