// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.LayerItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has to lie over a directory of the host so that a container sees the context of the build
 * there: whiteouts over what .dockerignore excludes and over sockets, and copies of what does not
 * belong to root on the host. Mostly nothing.
 */
final class ContextMask {
  private final ContextTree tree;
  private final BindSelection selection;
  private final SortedMap<String, LayerItem> items = sorted();

  private ContextMask(ContextTree tree, BindSelection selection) {
    this.tree = tree;
    this.selection = selection;
  }

  /** In the order in which layers are written. */
  static SortedMap<String, LayerItem> sorted() {
    return new TreeMap<>(FileNames.ORDER);
  }

  /** The entries of a layer over the context's own directory; none if it is right as it is. */
  static Collection<LayerItem> of(ContextTree tree, BindSelection selection) throws IOException {
    ContextMask mask = new ContextMask(tree, selection);
    mask.hide();
    mask.copy();
    mask.addParents();
    return mask.items.values();
  }

  /** The entries of a layer that holds all that is selected. */
  static Collection<LayerItem> copyOf(ContextTree tree, BindSelection selection)
      throws IOException {
    ContextMask copy = new ContextMask(tree, selection);
    for (CopySelection.Item item : selection.items()) {
      Entry entry = item.found().entry();
      if (!entry.path().isEmpty() && !entry.type().isDevice()) {
        copy.items.put(entry.path(), new LayerItem(entry, tree.data(entry)));
      }
    }
    copy.addParents();
    return copy.items.values();
  }

  /** Whatever is in a directory of the host and was not selected. */
  private void hide() throws IOException {
    Set<String> selected = new HashSet<>();
    selection.items().forEach(item -> selected.add(item.found().entry().path()));
    for (CopySelection.Item item : selection.items()) {
      Entry entry = item.found().entry();
      if (entry.isDirectory()) {
        for (String name : tree.names(entry.path())) {
          String path = ScopedPath.join(entry.path(), name);
          if (!selected.contains(path)) {
            items.put(path, LayerItem.of(Entry.whiteout(path)));
          }
        }
      } else if (entry.type().isDevice()) {
        items.put(entry.path(), LayerItem.of(Entry.whiteout(entry.path())));
      }
    }
  }

  /** Pipes are copied too: the other end of the host's may be anybody. */
  private void copy() throws IOException {
    for (CopySelection.Item item : selection.items()) {
      Entry entry = item.found().entry();
      boolean copied = entry.type() == EntryType.FIFO || !isRoots(tree, entry.path());
      if (copied && !entry.path().isEmpty() && !entry.type().isDevice()) {
        items.put(entry.path(), new LayerItem(entry, tree.data(entry)));
      }
    }
  }

  /** Whether the owner is root, which every file of a context belongs to. */
  static boolean isRoots(ContextTree tree, String path) throws IOException {
    Path file = FileNames.resolve(tree.root(), path);
    Map<String, Object> owner =
        Files.readAttributes(file, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
    return Integer.valueOf(0).equals(owner.get("uid"))
        && Integer.valueOf(0).equals(owner.get("gid"));
  }

  /** A layer holds the directories of what it holds, with the attributes that they have. */
  private void addParents() {
    Map<String, Entry> directories = new HashMap<>();
    for (CopySelection.Item item : selection.items()) {
      directories.put(item.found().entry().path(), item.found().entry());
    }
    for (String path : Set.copyOf(items.keySet())) {
      for (String at = ScopedPath.parent(path); !at.isEmpty(); at = ScopedPath.parent(at)) {
        // Above the source nothing can be seen.
        Entry unseen = Entry.directory(at, Attributes.ofMode(0755));
        Entry entry = Objects.requireNonNullElse(directories.get(at), unseen);
        items.putIfAbsent(at, LayerItem.of(entry));
      }
    }
  }
}
