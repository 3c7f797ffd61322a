// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.Xattrs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Copies files into a layer by Docker's rules for destinations: links on the way of the destination
 * are followed in the view below, and directories that it lacks are made.
 */
final class CopyBuilder {
  private static final int NEW_DIRECTORY_MODE = 0755;

  private final LayerDraft draft;
  private final Optional<Accounts.Owner> owner;
  private final Optional<ModeChange> mode;

  CopyBuilder(LayerDraft draft, Optional<Accounts.Owner> owner, Optional<ModeChange> mode) {
    this.draft = draft;
    this.owner = owner;
    this.mode = mode;
  }

  /** Copies what is in a directory into {@code destination}, whose own attributes stay. */
  void copyTree(SourceTree tree, CopySelection.Root root, String destination) throws IOException {
    String target = draft.follow(destination);
    makeDirectories(target, root.top().entry().attributes().mtime());
    Map<Object, Entry> names = new HashMap<>();
    for (CopySelection.Item item : root.items()) {
      if (!item.path().isEmpty()) {
        put(tree, item, ScopedPath.join(target, item.path()), names);
      }
    }
  }

  /** Copies a file to {@code destination}, or into it if that is a directory or has to be one. */
  void copyFile(SourceTree tree, CopySelection.Root root, String destination, boolean directory)
      throws IOException {
    String real = draft.follow(destination);
    boolean into = directory || real.isEmpty() || draft.isDirectory(real);
    String target = into ? ScopedPath.join(real, root.name()) : real;
    makeDirectories(ScopedPath.parent(target), root.top().entry().attributes().mtime());
    put(tree, root.items().get(0), target, new HashMap<>());
  }

  /**
   * Unpacks an archive into {@code destination} as tar would: what is in the way of an entry is
   * replaced, but links on its way are followed. Only --chown changes owners and nothing modes.
   */
  void unpack(List<LayerItem> archive, String destination, long mtime) throws IOException {
    String root = draft.follow(destination);
    makeDirectories(root, mtime);
    Map<String, String> directories = new HashMap<>(Map.of("", root));
    Map<String, Entry> files = new HashMap<>();
    for (LayerItem item : archive) {
      Entry entry = item.entry();
      if (entry.path().isEmpty()) {
        continue;
      }
      String parent = directories.getOrDefault(ScopedPath.parent(entry.path()), root);
      String target = ScopedPath.join(parent, entry.name());
      if (entry.implied()) {
        target = draft.follow(target);
        makeDirectories(target, mtime);
        directories.put(entry.path(), target);
        continue;
      }
      boolean merge = entry.isDirectory() && draft.isDirectory(target);
      if (!merge) {
        draft.remove(target);
      }
      if (entry.type() == EntryType.HARD_LINK) {
        draft.putLink(target, Objects.requireNonNull(files.get(entry.linkTarget().orElseThrow())));
        continue;
      }
      Entry copy = entry.withPath(target).withAttributes(withOwner(entry.attributes()));
      draft.put(new LayerItem(copy, item.data()));
      if (entry.isDirectory()) {
        directories.put(entry.path(), target);
      } else {
        files.put(entry.path(), copy);
      }
    }
  }

  /** Puts one entry at {@code target}, whose parents are there. */
  private void put(
      SourceTree tree, CopySelection.Item item, String target, Map<Object, Entry> names)
      throws IOException {
    Entry source = item.found().entry();
    if (source.name().startsWith(".wh.")) {
      throw new BuildException(
          ExitCode.DOCKERFILE,
          source.path()
              + " cannot be in a layer, where names that begin with .wh. mean removed files;"
              + " rename or exclude it");
    }
    Optional<Entry> existing = draft.lookup(target);
    if (source.isDirectory() && existing.isPresent() && !existing.get().isDirectory()) {
      throw new BuildException(
          ExitCode.DOCKERFILE, "cannot copy to non-directory: /" + target + " is in the way");
    }
    if (!source.isDirectory() && existing.isPresent() && existing.get().isDirectory()) {
      throw new BuildException(
          ExitCode.DOCKERFILE, "cannot replace directory /" + target + " with a file");
    }
    Optional<Entry> first = item.found().identity().map(names::get);
    if (first.isPresent() && source.type() == EntryType.FILE) {
      draft.putLink(target, first.get());
      return;
    }
    Entry entry = source.withPath(target).withAttributes(attributes(tree, source));
    item.found().identity().ifPresent(identity -> names.put(identity, entry));
    DataSource data = source.type() == EntryType.FILE ? tree.data(source) : DataSource.none();
    draft.put(new LayerItem(entry, data));
  }

  private Attributes attributes(SourceTree tree, Entry source) {
    Attributes attributes = source.attributes();
    if (owner.isEmpty() && !tree.keepsOwners()) {
      attributes = attributes.withOwner(0, 0);
    }
    if (mode.isPresent() && source.type() != EntryType.SYMLINK) {
      attributes = attributes.withMode(mode.get().apply(attributes.mode(), source.isDirectory()));
    }
    return withOwner(attributes);
  }

  private Attributes withOwner(Attributes attributes) {
    return owner.isPresent()
        ? attributes.withOwner(owner.get().uid(), owner.get().gid())
        : attributes;
  }

  /** Makes {@code path} and the directories above it where they are missing. */
  private void makeDirectories(String path, long mtime) throws IOException {
    List<String> missing = new ArrayList<>();
    for (String at = path; !at.isEmpty(); at = ScopedPath.parent(at)) {
      Optional<Entry> existing = draft.lookup(at);
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
      Attributes attributes = new Attributes(NEW_DIRECTORY_MODE, 0, 0, mtime, Xattrs.none());
      if (mode.isPresent() && mode.get().isAbsolute()) {
        attributes = attributes.withMode(mode.get().apply(NEW_DIRECTORY_MODE, true));
      }
      draft.put(LayerItem.of(Entry.directory(directory, withOwner(attributes))));
    }
  }
}
