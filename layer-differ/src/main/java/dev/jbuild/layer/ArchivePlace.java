// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Where the entries of an archive go: through the symbolic links that the archive itself has put on
 * their way, as tar does it, but never out of the directory that it is unpacked into.
 */
final class ArchivePlace {
  // As many as Linux follows, see path_resolution(7).
  private static final int MAX_LINKS = 40;

  private final Optional<LayerTree> tree;

  ArchivePlace(LayerTree tree) {
    this.tree = Optional.of(tree);
  }

  private ArchivePlace() {
    this.tree = Optional.empty();
  }

  /** Entries stay where they are: in layers nothing is below a link. */
  static ArchivePlace none() {
    return new ArchivePlace();
  }

  /** The place of a clean path of the archive; a link at its end stays. */
  String locate(String path) {
    String parent = FileNames.parentOf(path);
    return tree.isEmpty() || parent.isEmpty()
        ? path
        : FileNames.join(follow(parent, path), FileNames.nameOf(path));
  }

  private String follow(String directory, String entry) {
    Deque<String> todo = new ArrayDeque<>(List.of(directory.split("/", -1)));
    List<String> done = new ArrayList<>();
    int followed = 0;
    while (!todo.isEmpty()) {
      String name = todo.removeFirst();
      if (name.equals("..")) {
        done = done.subList(0, Math.max(0, done.size() - 1));
        continue;
      }
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      done = new ArrayList<>(done);
      done.add(name);
      Optional<String> link = link(String.join("/", done));
      if (link.isPresent()) {
        if (++followed > MAX_LINKS) {
          throw new LayerException(
              "entry " + entry + " of the layer has too many symbolic links on its way");
        }
        done = link.get().startsWith("/") ? new ArrayList<>() : done.subList(0, done.size() - 1);
        String[] names = link.get().split("/", -1);
        for (int i = names.length - 1; i >= 0; i--) {
          todo.addFirst(names[i]);
        }
      }
    }
    return String.join("/", done);
  }

  private Optional<String> link(String path) {
    return tree.orElseThrow()
        .find(path)
        .map(LayerTree.Node::entry)
        .filter(entry -> entry.type() == EntryType.SYMLINK)
        .flatMap(Entry::linkTarget);
  }
}
