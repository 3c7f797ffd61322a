// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.Xattrs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Works out the layer of a WORKDIR: the directories that are missing on its way. */
final class WorkdirExecutor {
  private WorkdirExecutor() {}

  /** New directories belong to the USER of the moment, as in BuildKit. */
  static List<LayerItem> changes(Step.Workdir step, Snapshot below, long mtime) throws IOException {
    SourceTree tree = below.tree();
    String path = tree.follow(ScopedPath.clean(step.path()), true);
    List<String> missing = new ArrayList<>();
    String at = path;
    for (; !at.isEmpty(); at = ScopedPath.parent(at)) {
      Optional<Entry> existing = tree.lookup(at).map(SourceTree.Found::entry);
      if (existing.isPresent() && !existing.get().isDirectory()) {
        throw new BuildException(
            ExitCode.DOCKERFILE, "/" + at + " is in the image and is not a directory");
      }
      if (existing.isPresent()) {
        break;
      }
      missing.add(at);
    }
    if (missing.isEmpty()) {
      return List.of();
    }
    Accounts.Identity owner = new Accounts(tree).identity(step.user());
    List<LayerItem> items = new ArrayList<>();
    for (; !at.isEmpty(); at = ScopedPath.parent(at)) {
      items.add(LayerItem.of(tree.lookup(at).orElseThrow().entry()));
    }
    Attributes attributes = new Attributes(0755, owner.uid(), owner.gid(), mtime, Xattrs.none());
    missing.forEach(name -> items.add(LayerItem.of(Entry.directory(name, attributes))));
    return items;
  }
}
