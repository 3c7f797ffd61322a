// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.LayerItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The entries of the layer that a COPY makes, by Docker's rules for destinations.
 *
 * <p>The view below is only asked, never written: links on the way of the destination are followed
 * in it, directories that it lacks are made, and what is there already is left out.
 */
final class CopyBuilder {
  private static final int NEW_DIRECTORY_MODE = 0755;

  private final SourceTree below;
  private final Optional<Accounts.Owner> owner;
  private final Optional<ModeChange> mode;
  private final TreeMap<String, LayerItem> items = new TreeMap<>(FileNames.ORDER);

  /** {@code below} is the view that the layer goes on; an empty one for {@code --link}. */
  CopyBuilder(SourceTree below, Optional<Accounts.Owner> owner, Optional<ModeChange> mode) {
    this.below = below;
    this.owner = owner;
    this.mode = mode;
  }

  /**
   * Copies a selection to {@code destination}, which is absolute; a slash at its end, or more than
   * one source, makes it a directory.
   */
  void copy(CopySelection selection, String destination, boolean severalSources)
      throws IOException {
    boolean directory = destination.endsWith("/") || severalSources;
    for (CopySelection.Root root : selection.roots()) {
      String real = below.follow(ScopedPath.clean(destination), true);
      if (root.top().entry().isDirectory()) {
        copyTree(selection.tree(), root, real);
      } else {
        boolean into = directory || real.isEmpty() || isDirectory(real);
        String target = into ? ScopedPath.join(real, root.name()) : real;
        makeDirectories(ScopedPath.parent(target), root.top().entry().attributes().mtime());
        Map<Object, Entry> names = new HashMap<>();
        put(selection.tree(), root.items().get(0), target, names);
      }
    }
  }

  private void copyTree(SourceTree tree, CopySelection.Root root, String target)
      throws IOException {
    makeDirectories(target, root.top().entry().attributes().mtime());
    Map<Object, Entry> names = new HashMap<>();
    for (CopySelection.Item item : root.items()) {
      if (!item.path().isEmpty()) {
        put(tree, item, ScopedPath.join(target, item.path()), names);
      }
    }
  }

  /** Puts one entry at {@code target}, whose parents are there. */
  private void put(
      SourceTree tree, CopySelection.Item item, String target, Map<Object, Entry> names)
      throws IOException {
    Entry source = item.found().entry();
    Optional<Entry> existing = entryAt(target);
    if (source.isDirectory() && existing.isPresent() && !existing.get().isDirectory()) {
      throw new BuildException(
          ExitCode.DOCKERFILE, "cannot copy a directory to non-directory /" + target);
    }
    if (!source.isDirectory() && existing.isPresent() && existing.get().isDirectory()) {
      throw new BuildException(
          ExitCode.DOCKERFILE, "cannot replace directory /" + target + " with a file");
    }
    Entry entry = source.withPath(target).withAttributes(attributes(tree, source));
    Optional<Entry> first = item.found().identity().map(names::get);
    if (first.isPresent() && source.type() == EntryType.FILE) {
      items.put(target, LayerItem.of(Entry.hardLink(target, first.get())));
      return;
    }
    item.found().identity().ifPresent(identity -> names.put(identity, entry));
    DataSource data = source.type() == EntryType.FILE ? tree.data(source) : DataSource.none();
    items.put(target, new LayerItem(entry, data));
  }

  private Attributes attributes(SourceTree tree, Entry source) {
    Attributes attributes = source.attributes();
    if (owner.isPresent()) {
      attributes = attributes.withOwner(owner.get().uid(), owner.get().gid());
    } else if (!tree.keepsOwners()) {
      attributes = attributes.withOwner(0, 0);
    }
    if (mode.isPresent() && source.type() != EntryType.SYMLINK) {
      attributes = attributes.withMode(mode.get().apply(attributes.mode(), source.isDirectory()));
    }
    return attributes;
  }

  /** Makes {@code path} and the directories above it where they are missing. */
  private void makeDirectories(String path, long mtime) throws IOException {
    List<String> missing = new ArrayList<>();
    for (String at = path; !at.isEmpty(); at = ScopedPath.parent(at)) {
      Optional<Entry> existing = entryAt(at);
      if (existing.isPresent() && !existing.get().isDirectory()) {
        throw new BuildException(
            ExitCode.DOCKERFILE, "cannot copy to /" + path + ": /" + at + " is not a directory");
      }
      if (existing.isPresent()) {
        break;
      }
      missing.add(at);
    }
    for (String directory : missing) {
      Attributes attributes = Attributes.ofMode(NEW_DIRECTORY_MODE).withMtime(mtime);
      if (owner.isPresent()) {
        attributes = attributes.withOwner(owner.get().uid(), owner.get().gid());
      }
      if (mode.isPresent() && mode.get().isAbsolute()) {
        attributes = attributes.withMode(mode.get().apply(NEW_DIRECTORY_MODE, true));
      }
      items.put(directory, LayerItem.of(Entry.directory(directory, attributes)));
    }
  }

  private boolean isDirectory(String path) throws IOException {
    return entryAt(path).filter(Entry::isDirectory).isPresent();
  }

  private Optional<Entry> entryAt(String path) throws IOException {
    LayerItem item = items.get(path);
    return item != null
        ? Optional.of(item.entry())
        : below.lookup(path).map(SourceTree.Found::entry);
  }

  /**
   * The entries that differ from the view below, sorted, with the directories that lead to them as
   * the view below has them.
   */
  List<LayerItem> changes() throws IOException {
    TreeMap<String, LayerItem> changes = new TreeMap<>(FileNames.ORDER);
    for (LayerItem item : items.values()) {
      if (isChange(item.entry())) {
        changes.put(item.entry().path(), item);
      }
    }
    for (LayerItem item : List.copyOf(changes.values())) {
      // What a hard link names has to be in the layer with it.
      if (item.entry().type() == EntryType.HARD_LINK) {
        String file = item.entry().linkTarget().orElseThrow();
        changes.put(file, Objects.requireNonNull(items.get(file)));
      }
    }
    for (String path : List.copyOf(changes.keySet())) {
      addParents(changes, path);
    }
    return List.copyOf(changes.values());
  }

  private void addParents(Map<String, LayerItem> changes, String path) throws IOException {
    for (String at = ScopedPath.parent(path);
        !at.isEmpty() && !changes.containsKey(at);
        at = ScopedPath.parent(at)) {
      Optional<Entry> entry = entryAt(at);
      if (entry.isPresent()) {
        changes.put(at, LayerItem.of(entry.get()));
      }
    }
  }

  private boolean isChange(Entry entry) throws IOException {
    // A second name of a file is always written: what it is a name of may have changed.
    Optional<Entry> there = below.lookup(entry.path()).map(SourceTree.Found::entry);
    return there.isEmpty() || entry.type() == EntryType.HARD_LINK || !same(entry, there.get());
  }

  private static boolean same(Entry a, Entry b) {
    return a.type() == b.type()
        && a.attributes().equals(b.attributes())
        && a.sizeBytes() == b.sizeBytes()
        && a.linkTarget().equals(b.linkTarget())
        && a.deviceMajor() == b.deviceMajor()
        && a.deviceMinor() == b.deviceMinor()
        && (a.type() != EntryType.FILE
            || (a.digest().isPresent() && a.digest().equals(b.digest())));
  }
}
