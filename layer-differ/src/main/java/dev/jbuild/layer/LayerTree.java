// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tree that a tar makes, while it is read: later entries replace earlier ones, and names of one
 * file share an {@link Inode}.
 */
final class LayerTree {
  private final Node root = new Node(Entry.impliedDirectory(""), Optional.empty());

  /** A file, which may have several names; the names are told apart when the tar has ended. */
  static final class Inode {
    private Optional<Entry> first = Optional.empty();
  }

  /** One name. */
  static final class Node {
    private Entry entry;
    private final Optional<Inode> inode;
    private final Map<String, Node> children = new HashMap<>();
    private boolean whiteout;

    private Node(Entry entry, Optional<Inode> inode) {
      this.entry = entry;
      this.inode = inode;
    }

    Entry entry() {
      return entry;
    }

    Optional<Inode> inode() {
      return inode;
    }

    /** Whether there is only a whiteout here. */
    boolean isAbsent() {
      return entry.isWhiteout();
    }
  }

  Node root() {
    return root;
  }

  /** What the tar has at {@code path} so far; whiteouts don't count. */
  Optional<Node> find(String path) {
    return walk(path).filter(node -> !node.isAbsent());
  }

  /**
   * The directory at {@code path}, made with those above it if the tar didn't have it. Each that is
   * made is told to {@code made}. LayerException if there is something else on the way.
   */
  Node directory(String path, DirectoryMade made, String forEntry) throws IOException {
    Node at = root;
    for (int end = 0; end < path.length(); ) {
      int start = end == 0 ? 0 : end + 1;
      int slash = path.indexOf('/', start);
      end = slash < 0 ? path.length() : slash;
      String name = path.substring(start, end);
      Node child = at.children.get(name);
      if (child == null || child.isAbsent()) {
        String childPath = path.substring(0, end);
        made.made(childPath);
        boolean whiteout = child != null;
        child = new Node(Entry.impliedDirectory(childPath), Optional.empty());
        child.whiteout = whiteout;
        at.children.put(name, child);
      } else if (!child.entry.isDirectory()) {
        throw new LayerException(
            "entry "
                + forEntry
                + " of the layer is below "
                + child.entry.path()
                + ", which is no directory in it");
      }
      at = child;
    }
    return at;
  }

  /** Is told of each directory that has to be made. */
  @FunctionalInterface
  interface DirectoryMade {
    void made(String path) throws IOException;
  }

  /** Puts an entry into its directory, in the place of what was there. */
  void put(Node directory, Entry entry, Optional<Inode> inode) {
    Node node = new Node(entry, inode);
    Node old = directory.children.put(entry.name(), node);
    node.whiteout = old != null && old.whiteout;
  }

  /** Changes the attributes of a directory, which is no longer implied. */
  void describe(Node directory, Attributes attributes) {
    directory.entry =
        directory.entry.withAttributes(attributes).withHiding(directory.entry.opaque(), false);
  }

  /** Whiteouts hide only what is in the layers below, wherever in the tar they are. */
  void whiteout(Node directory, String name) {
    Node node = directory.children.get(name);
    if (node == null) {
      String path = FileNames.join(directory.entry.path(), name);
      node = new Node(Entry.whiteout(path), Optional.empty());
      directory.children.put(name, node);
    }
    node.whiteout = true;
  }

  void opaque(Node directory) {
    directory.entry = directory.entry.asOpaque();
  }

  /** All entries in order; the first name of each file has the data. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    collect(root, entries);
    return entries;
  }

  private void collect(Node node, List<Entry> entries) {
    Entry entry = node.entry;
    if (node.whiteout && entry.isDirectory()) {
      entry = entry.asOpaque();
    }
    if (node.inode.isPresent()) {
      Inode inode = node.inode.get();
      if (inode.first.isPresent()) {
        entry = Entry.hardLink(entry.path(), inode.first.get());
      } else {
        inode.first = Optional.of(entry);
      }
    }
    entries.add(entry);
    List<String> names = new ArrayList<>(node.children.keySet());
    names.sort(FileNames.ORDER);
    for (String name : names) {
      Node child = node.children.get(name);
      if (child != null) {
        collect(child, entries);
      }
    }
  }

  private Optional<Node> walk(String path) {
    Node at = root;
    for (int end = 0; end < path.length(); ) {
      int start = end == 0 ? 0 : end + 1;
      int slash = path.indexOf('/', start);
      end = slash < 0 ? path.length() : slash;
      Node child = at.children.get(path.substring(start, end));
      if (child == null) {
        return Optional.empty();
      }
      at = child;
    }
    return Optional.of(at);
  }
}
