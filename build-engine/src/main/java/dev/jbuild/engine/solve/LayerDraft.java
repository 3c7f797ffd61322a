// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.LayerItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A layer in the making over a view, which is only asked, never written.
 *
 * <p>Whatever is put in is seen by later look-ups; what turns out to be as it was below is left out
 * in the end.
 */
final class LayerDraft {
  private final SourceTree below;
  private final TreeMap<String, LayerItem> items = new TreeMap<>(FileNames.ORDER);
  // The names that were linked to a file, by the name that has its data.
  private final Map<String, List<String>> links = new HashMap<>();
  private final Set<String> hidden = new HashSet<>();

  LayerDraft(SourceTree below) {
    this.below = below;
  }

  /** What is at {@code path} now; a link at its end is not followed. */
  Optional<Entry> lookup(String path) throws IOException {
    LayerItem item = items.get(path);
    return item != null ? Optional.of(item.entry()) : lookupBelow(path);
  }

  private Optional<Entry> lookupBelow(String path) throws IOException {
    return isHidden(path) ? Optional.empty() : below.lookup(path).map(SourceTree.Found::entry);
  }

  private boolean isHidden(String path) {
    for (String at = path; !hidden.isEmpty() && !at.isEmpty(); at = ScopedPath.parent(at)) {
      if (hidden.contains(at)) {
        return true;
      }
    }
    return false;
  }

  boolean isDirectory(String path) throws IOException {
    return lookup(path).filter(Entry::isDirectory).isPresent();
  }

  /** {@code path} with all links followed, clean; names that aren't there stay as they are. */
  String follow(String path) throws IOException {
    return ScopedPath.resolve(
        path,
        true,
        at ->
            lookup(at)
                .filter(entry -> entry.type() == EntryType.SYMLINK)
                .flatMap(Entry::linkTarget));
  }

  /** Puts in a file or anything else that has but one name so far; its directory is there. */
  void put(LayerItem item) {
    String path = item.entry().path();
    passDataOn(path);
    items.put(path, item);
  }

  /** Puts in one more name of {@code file}, which was put in before. */
  void putLink(String path, Entry file) {
    if (path.equals(file.path())) {
      return;
    }
    passDataOn(path);
    items.put(path, LayerItem.of(Entry.hardLink(path, file)));
    links.computeIfAbsent(file.path(), first -> new ArrayList<>()).add(path);
  }

  /** Before the name that has the data of a linked file is lost, another one gets it. */
  private void passDataOn(String path) {
    LayerItem old = items.get(path);
    if (old == null) {
      return;
    }
    if (old.entry().type() == EntryType.HARD_LINK) {
      String first = old.entry().linkTarget().orElseThrow();
      Objects.requireNonNull(links.get(first)).remove(path);
      return;
    }
    List<String> names = links.remove(path);
    if (names == null || names.isEmpty()) {
      return;
    }
    Entry heir = old.entry().withPath(names.get(0));
    items.put(heir.path(), new LayerItem(heir, old.data()));
    List<String> others = new ArrayList<>(names.subList(1, names.size()));
    others.forEach(name -> items.put(name, LayerItem.of(Entry.hardLink(name, heir))));
    links.put(heir.path(), others);
  }

  /** Removes what is at {@code path} with all that is in it, so that something else can be there. */
  void remove(String path) throws IOException {
    if (lookupBelow(path).filter(Entry::isDirectory).isPresent()) {
      hidden.add(path);
    }
    List<String> gone = new ArrayList<>();
    for (String name : items.tailMap(path, true).keySet()) {
      if (!name.equals(path) && !name.startsWith(path + "/")) {
        break;
      }
      gone.add(name);
    }
    for (String name : gone) {
      passDataOn(name);
      items.remove(name);
    }
  }

  /**
   * The entries that differ from the view below, sorted, with the directories that lead to them as
   * they are in the view.
   */
  List<LayerItem> changes() throws IOException {
    TreeMap<String, LayerItem> changes = new TreeMap<>(FileNames.ORDER);
    for (LayerItem item : items.values()) {
      if (item.entry().type() != EntryType.HARD_LINK && isChange(item.entry())) {
        add(changes, item);
      }
    }
    for (String path : List.copyOf(changes.keySet())) {
      addParents(changes, path);
    }
    return List.copyOf(changes.values());
  }

  private void add(Map<String, LayerItem> changes, LayerItem item) {
    Entry entry = item.entry();
    boolean opaque = entry.isDirectory() && hidden.contains(entry.path());
    changes.put(entry.path(), opaque ? LayerItem.of(entry.asOpaque()) : item);
    for (String link : links.getOrDefault(entry.path(), List.of())) {
      changes.put(link, Objects.requireNonNull(items.get(link)));
    }
  }

  private void addParents(Map<String, LayerItem> changes, String path) throws IOException {
    for (String at = ScopedPath.parent(path);
        !at.isEmpty() && !changes.containsKey(at);
        at = ScopedPath.parent(at)) {
      changes.put(at, LayerItem.of(lookup(at).orElseThrow()));
    }
  }

  /** Whether a file with any of its names, or anything else, is not as it is below. */
  private boolean isChange(Entry entry) throws IOException {
    Optional<Object> identity = identityBelow(entry);
    if (identity.isEmpty()) {
      return true;
    }
    for (String link : links.getOrDefault(entry.path(), List.of())) {
      if (!identityBelow(entry.withPath(link)).equals(identity)) {
        return true;
      }
    }
    return false;
  }

  /** Which file it is below, or just that it is there, if {@code entry} is there as it is. */
  private Optional<Object> identityBelow(Entry entry) throws IOException {
    if (isHidden(entry.path())) {
      return Optional.empty();
    }
    Optional<SourceTree.Found> there = below.lookup(entry.path());
    return there
        .filter(found -> same(entry, found.entry()))
        .map(found -> found.identity().orElse("one name"));
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
