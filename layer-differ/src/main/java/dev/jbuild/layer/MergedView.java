// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a container sees of a stack of layers: immutable, and read from the tables of contents
 * without a merged map. Symbolic links are followed inside the root only.
 *
 * <p>Paths are relative to the root; slashes at their ends are ignored. Entries are never
 * whiteouts, opaque or implied, and HARD_LINKs only where a whole tree is visited.
 */
public final class MergedView {
  /** As many as Linux follows, see path_resolution(7). */
  private static final int MAX_LINKS = 40;

  private final List<ViewLayer> layers;
  private final LayerToc[] tocs;
  private final ViewNode root;

  private MergedView(List<ViewLayer> layers) {
    this.layers = layers;
    this.tocs = layers.stream().map(ViewLayer::toc).toArray(LayerToc[]::new);
    ViewNode.Collector collector = new ViewNode.Collector();
    for (int i = tocs.length - 1; i >= 0 && !collector.isClosed(); i--) {
      collector.add(i, tocs[i], 0);
    }
    this.root =
        collector.isPresent()
            ? collector.build(tocs)
            : new ViewNode(Entry.directory("", Attributes.ofMode(0755)), 0, new int[0], new int[0]);
  }

  /** The view of no layers: an empty root. */
  public static MergedView empty() {
    return new MergedView(List.of());
  }

  /** The view of layers, the lowest first. */
  public static MergedView of(List<ViewLayer> layers) {
    return new MergedView(List.copyOf(layers));
  }

  /** This view with one more layer on top. */
  public MergedView plus(ViewLayer layer) {
    List<ViewLayer> more = new ArrayList<>(layers);
    more.add(layer);
    return of(more);
  }

  /** The layers, the lowest first. */
  public List<ViewLayer> layers() {
    return layers;
  }

  /** What is at {@code path}, none of whose components may be a symbolic link but the last. */
  public Optional<Entry> lookup(String path) {
    return node(clean(path)).map(node -> node.entry().asFile());
  }

  /** The entries in a directory, in order; none if it is no directory. */
  public List<Entry> children(String directory) {
    Optional<ViewNode> node = node(clean(directory));
    return node.isEmpty()
        ? List.of()
        : children(node.get()).stream().map(child -> child.entry().asFile()).toList();
  }

  /** Opens the data of the file at {@code path}, which is not followed; the caller closes it. */
  public InputStream open(String path) throws IOException {
    ViewNode node =
        node(clean(path))
            .orElseThrow(() -> new LayerException("no file " + path + " in the image"));
    return source(node).open();
  }

  /** The data of the file at {@code path}; "no such file" is told when it is opened. */
  public DataSource source(String path) {
    return () -> open(path);
  }

  /**
   * Visits the entry at {@code path} and, if it is a directory, all below it, in order. Of files
   * with several names the first visited is a FILE and the others are HARD_LINKs that name it.
   */
  public void walk(String path, Visitor visitor) throws IOException {
    Optional<ViewNode> node = node(clean(path));
    if (node.isPresent()) {
      walk(node.get(), visitor, new HashMap<>());
    }
  }

  private void walk(ViewNode node, Visitor visitor, Map<String, Entry> firstNames)
      throws IOException {
    Entry entry = node.entry();
    if (entry.type().hasData()) {
      String inode = inode(node);
      Entry first = firstNames.putIfAbsent(inode, entry.asFile());
      visitor.visit(first == null ? entry.asFile() : Entry.hardLink(entry.path(), first));
      return;
    }
    visitor.visit(entry);
    for (ViewNode child : children(node)) {
      walk(child, visitor, firstNames);
    }
  }

  /** What all names of the file at {@code path} have in common; empty if it is no file. */
  public Optional<String> linkKey(String path) {
    return node(clean(path)).filter(node -> node.entry().type().hasData()).map(MergedView::inode);
  }

  private static String inode(ViewNode file) {
    return file.layer() + "/" + file.entry().linkTarget().orElse(file.entry().path());
  }

  /** What {@link #walk} visits, with data: the tree flattened into one layer. */
  public List<LayerItem> flatten(String path) throws IOException {
    List<LayerItem> items = new ArrayList<>();
    walk(path, entry -> items.add(new LayerItem(entry, source(entry.path()))));
    return items;
  }

  /** Receives entries from {@link #walk}. */
  @FunctionalInterface
  public interface Visitor {
    void visit(Entry entry) throws IOException;
  }

  /**
   * Follows all symbolic links on the way to {@code path}, and the last too if asked to. In what
   * does not exist, ".." goes back by name. LayerException after 40 links.
   */
  public Resolved resolve(String path, boolean followLast) {
    Deque<String> rest = new ArrayDeque<>();
    Deque<String> missing = new ArrayDeque<>();
    pushAll(rest, path);
    ViewNode at = root;
    int links = 0;
    while (!rest.isEmpty()) {
      String name = rest.removeFirst();
      if (!missing.isEmpty()) {
        stepInMissing(missing, name);
        continue;
      }
      if (name.equals("..")) {
        at = node(FileNames.parentOf(at.entry().path())).orElseThrow();
        continue;
      }
      Optional<ViewNode> child = child(at, FileNames.join(at.entry().path(), name));
      if (child.isEmpty()) {
        missing.add(name);
      } else if (isLink(child.get()) && (followLast || !rest.isEmpty())) {
        if (++links > MAX_LINKS) {
          throw new LayerException("too many levels of symbolic links in /" + clean(path));
        }
        String target = child.get().entry().linkTarget().orElseThrow();
        at = target.startsWith("/") ? root : at;
        pushAll(rest, target);
      } else {
        at = child.get();
      }
    }
    String existing = at.entry().path();
    String absent = String.join("/", missing);
    return new Resolved(
        FileNames.join(existing, absent),
        missing.isEmpty() ? Optional.of(at.entry().asFile()) : Optional.empty(),
        existing,
        absent);
  }

  private static void stepInMissing(Deque<String> missing, String name) {
    if (name.equals("..")) {
      missing.removeLast();
    } else {
      missing.addLast(name);
    }
  }

  private static boolean isLink(ViewNode node) {
    return node.entry().type() == EntryType.SYMLINK;
  }

  /**
   * The directories whose attributes overlayfs would show wrongly: a tar of the stack has entries
   * in them but none for themselves, so the unpacked layer hides the attributes from further down.
   * One more layer of just these entries, on top of the mounted stack, sets that right.
   */
  public List<Entry> maskedDirectories() {
    Map<String, Entry> masked = new HashMap<>();
    for (int layer = tocs.length - 1; layer > 0; layer--) {
      LayerToc toc = tocs[layer];
      for (int place = 0; place < toc.size(); place++) {
        if (toc.isImplied(place)) {
          node(FileNames.fromBytes(toc.path(place)))
              .filter(node -> node.layers().length > 0 && node.layer() != node.layers()[0])
              .ifPresent(node -> masked.put(node.entry().path(), node.entry()));
        }
      }
    }
    List<Entry> sorted = new ArrayList<>(masked.values());
    sorted.sort((a, b) -> FileNames.ORDER.compare(a.path(), b.path()));
    return sorted;
  }

  ViewNode root() {
    return root;
  }

  DataSource source(ViewNode node) {
    if (!node.entry().type().hasData()) {
      throw new LayerException("cannot read /" + node.entry().path() + ": it is no file");
    }
    return () -> layers.get(node.layer()).data().open(node.entry());
  }

  Optional<ViewNode> child(ViewNode directory, String path) {
    byte[] key = FileNames.toBytes(path);
    ViewNode.Collector collector = new ViewNode.Collector();
    for (int i = 0; i < directory.layers().length && !collector.isClosed(); i++) {
      int layer = directory.layers()[i];
      int place = tocs[layer].indexOf(key, directory.places()[i] + 1, tocs[layer].size());
      if (place >= 0) {
        collector.add(layer, tocs[layer], place);
      }
    }
    return collector.isPresent() ? Optional.of(collector.build(tocs)) : Optional.empty();
  }

  List<ViewNode> children(ViewNode directory) {
    return directory.layers().length == 1
        ? childrenOfOne(directory.layers()[0], directory.places()[0])
        : mergedChildren(directory);
  }

  private List<ViewNode> childrenOfOne(int layer, int place) {
    LayerToc toc = tocs[layer];
    List<ViewNode> children = new ArrayList<>();
    int end = toc.subtreeEnd(place);
    for (int child = place + 1; child < end; child = toc.subtreeEnd(child)) {
      ViewNode.Collector collector = new ViewNode.Collector();
      collector.add(layer, toc, child);
      if (collector.isPresent()) {
        children.add(collector.build(tocs));
      }
    }
    return children;
  }

  private List<ViewNode> mergedChildren(ViewNode directory) {
    Map<String, ViewNode.Collector> collectors = new HashMap<>();
    for (int i = 0; i < directory.layers().length; i++) {
      int layer = directory.layers()[i];
      LayerToc toc = tocs[layer];
      int place = directory.places()[i];
      int end = toc.subtreeEnd(place);
      for (int child = place + 1; child < end; child = toc.subtreeEnd(child)) {
        String path = FileNames.fromBytes(toc.path(child));
        ViewNode.Collector collector =
            collectors.computeIfAbsent(path, key -> new ViewNode.Collector());
        if (!collector.isClosed()) {
          collector.add(layer, toc, child);
        }
      }
    }
    return collectors.entrySet().stream()
        .filter(collected -> collected.getValue().isPresent())
        .sorted(Map.Entry.comparingByKey(FileNames.ORDER))
        .map(collected -> Objects.requireNonNull(collected.getValue()).build(tocs))
        .toList();
  }

  Optional<ViewNode> node(String path) {
    ViewNode at = root;
    for (int end = 0; end < path.length(); ) {
      int slash = path.indexOf('/', end == 0 ? 0 : end + 1);
      end = slash < 0 ? path.length() : slash;
      Optional<ViewNode> child = child(at, path.substring(0, end));
      if (child.isEmpty()) {
        return child;
      }
      at = child.get();
    }
    return Optional.of(at);
  }

  private static void pushAll(Deque<String> rest, String path) {
    String[] names = path.split("/", -1);
    for (int i = names.length - 1; i >= 0; i--) {
      if (!names[i].isEmpty() && !names[i].equals(".")) {
        rest.addFirst(names[i]);
      }
    }
  }

  private static String clean(String path) {
    int start = 0;
    int end = path.length();
    while (start < end && path.charAt(start) == '/') {
      start++;
    }
    while (end > start && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(start, end);
  }
}
