// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The items of a plain directory, which has no whiteouts. */
public final class TreeSource {
  private TreeSource() {}

  /** All of a tree, the directory itself as the root, in order; hard links in it are kept. */
  public static List<LayerItem> items(Path directory, Owners owners) throws IOException {
    List<LayerItem> items = new ArrayList<>();
    collect(DiskTree.scan(directory, owners).root(), items, new HashMap<>());
    return items;
  }

  private static void collect(
      DiskTree.Node node, List<LayerItem> items, Map<String, Entry> firstNames) {
    items.add(item(node, firstNames));
    for (DiskTree.Node child : node.children()) {
      collect(child, items, firstNames);
    }
  }

  /** The first of a file's names is a FILE, further ones are HARD_LINKs to it. */
  static LayerItem item(DiskTree.Node node, Map<String, Entry> firstNames) {
    Entry first =
        node.linkKey().map(key -> firstNames.putIfAbsent(key, node.entry())).orElse(node.entry());
    return first.path().equals(node.entry().path()) || !node.entry().type().hasData()
        ? new LayerItem(node.entry(), DataSource.of(node.path()))
        : LayerItem.of(Entry.hardLink(node.entry().path(), first));
  }
}
