// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.PathPattern;
import dev.jbuild.engine.plan.CopyFilter;
import dev.jbuild.engine.plan.CopySource;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a COPY or ADD reads, found but not yet copied: each source with all that is below it.
 *
 * @param tree where the data is
 */
record CopySelection(SourceTree tree, List<Root> roots) {
  private static final int FILES_AT_ONCE = 32;

  /**
   * One source.
   *
   * @param name what the copy of a file is called in a directory
   * @param items the source itself first, then what is below it, parents before children
   * @param source which of the sources as written it comes from
   */
  record Root(String name, List<Item> items, int source) {
    SourceTree.Found top() {
      return items.get(0).found();
    }
  }

  /**
   * Something to copy.
   *
   * @param path relative to the source, "" for the source itself
   */
  record Item(String path, SourceTree.Found found) {}

  /** Finds what the sources of a step stand for; a literal one that isn't there is an error. */
  static CopySelection of(
      SourceTree tree, List<CopySource> sources, CopyFilter filter, String treeName)
      throws IOException {
    SourceFinder finder = new SourceFinder(tree, filter);
    List<Root> roots = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      CopySource source = sources.get(i);
      List<Root> found = finder.find(source.path(), i);
      if (found.isEmpty() && !PathPattern.hasWildcards(source.path())) {
        throw StepErrors.placed(
            source.place(), MissingSource.failure(tree, source.path(), treeName));
      }
      roots.addAll(found);
    }
    return new CopySelection(tree, roots);
  }

  /** This selection with the digest of each file's data in its entry. */
  CopySelection digested() throws IOException {
    List<Root> digested = new ArrayList<>();
    for (Root root : roots) {
      List<List<Item>> pieces = new ArrayList<>();
      for (int at = 0; at < root.items().size(); at += FILES_AT_ONCE) {
        int end = Math.min(at + FILES_AT_ONCE, root.items().size());
        pieces.add(root.items().subList(at, end));
      }
      List<Item> items = new ArrayList<>(root.items().size());
      Futures.inParallel(pieces, this::digested).forEach(items::addAll);
      digested.add(new Root(root.name(), items, root.source()));
    }
    return new CopySelection(tree, digested);
  }

  private List<Item> digested(List<Item> items) throws IOException {
    DataDigester digester = new DataDigester();
    List<Item> digested = new ArrayList<>(items.size());
    for (Item item : items) {
      SourceTree.Found found = item.found();
      Entry entry = found.entry();
      boolean known = entry.type() != EntryType.FILE || entry.digest().isPresent();
      digested.add(
          known
              ? item
              : new Item(
                  item.path(),
                  new SourceTree.Found(
                      entry.withDigest(digester.digest(tree.data(entry))),
                      found.identity(),
                      found.onlyForChildren())));
    }
    return digested;
  }

  /**
   * The digest of everything in a digested selection that can change the layer, mtimes excepted.
   *
   * @param owners whether the owners of the source are kept
   */
  Digest contentDigest(boolean owners) {
    CacheKey key = CacheKey.of("copied content");
    for (Root root : roots) {
      key.with("source", root.top().entry().isDirectory() ? "" : root.name());
      addTo(key, root, owners, true);
    }
    return key.digest();
  }

  /** Adds all of a source; of a directory at its top only what is in it if {@code contentsOnly}. */
  static void addTo(CacheKey key, Root root, boolean owners, boolean contentsOnly) {
    Map<Object, String> names = new HashMap<>();
    for (Item item : root.items()) {
      boolean top = item.path().isEmpty() && item.found().entry().isDirectory();
      addTo(key, item, owners, contentsOnly && top);
      item.found()
          .identity()
          .map(identity -> names.putIfAbsent(identity, item.path()))
          .ifPresent(first -> key.with("same file as", first));
    }
  }

  private static void addTo(CacheKey key, Item item, boolean owners, boolean contentsOnly) {
    Entry entry = item.found().entry();
    Attributes attributes = entry.attributes();
    key.with("path", item.path()).with("type", entry.type().name());
    if (!contentsOnly) {
      key.with("mode", attributes.mode());
      entry.linkTarget().ifPresent(target -> key.with("link", target));
      entry.digest().ifPresent(digest -> key.with("data", digest));
      key.with("device", entry.deviceMajor()).with("device", entry.deviceMinor());
      for (String name : attributes.xattrs().names()) {
        key.with("xattr", name).with("value", attributes.xattrs().value(name).orElseThrow());
      }
      if (owners) {
        key.with("uid", attributes.uid()).with("gid", attributes.gid());
      }
    }
  }
}
