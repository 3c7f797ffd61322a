// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Puts the data of linked files where the first of their names is, as tar needs it. */
final class HardLinks {
  private HardLinks() {}

  /** Items in order, of which each HARD_LINK names a FILE that is in the list before it. */
  static List<LayerItem> firstHasData(List<LayerItem> sorted) {
    if (sorted.stream().noneMatch(item -> item.entry().type() == EntryType.HARD_LINK)) {
      return sorted;
    }
    Map<String, LayerItem> files = new HashMap<>();
    for (LayerItem item : sorted) {
      if (item.entry().type() == EntryType.FILE) {
        files.put(item.entry().path(), item);
      }
    }
    Map<String, Entry> firstNames = new HashMap<>();
    for (LayerItem item : sorted) {
      if (item.entry().type() == EntryType.HARD_LINK) {
        String target = item.entry().linkTarget().orElseThrow();
        LayerItem file = files.get(target);
        if (file == null) {
          throw new LayerException(
              "hard link "
                  + item.entry().path()
                  + " names "
                  + target
                  + ", which is no file of the layer");
        }
        Entry first = file.entry().withPath(item.entry().path());
        firstNames.merge(target, first, HardLinks::earlier);
      }
    }
    firstNames.replaceAll(
        (target, link) -> earlier(link, Objects.requireNonNull(files.get(target)).entry()));
    List<LayerItem> result = new ArrayList<>(sorted.size());
    for (LayerItem item : sorted) {
      result.add(place(item, firstNames, files));
    }
    return result;
  }

  private static LayerItem place(
      LayerItem item, Map<String, Entry> firstNames, Map<String, LayerItem> files) {
    Entry entry = item.entry();
    String target =
        entry.type() == EntryType.HARD_LINK ? entry.linkTarget().orElseThrow() : entry.path();
    Entry first = entry.type().hasData() ? firstNames.get(target) : null;
    if (first == null) {
      return item;
    }
    return first.path().equals(entry.path())
        ? new LayerItem(first, Objects.requireNonNull(files.get(target)).data())
        : LayerItem.of(Entry.hardLink(entry.path(), first));
  }

  private static Entry earlier(Entry a, Entry b) {
    return FileNames.ORDER.compare(a.path(), b.path()) <= 0 ? a : b;
  }
}
