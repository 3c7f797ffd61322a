// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.layer.ArchiveReader;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.LayerException;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.LayerToc;
import dev.jbuild.layer.LowerLookup;
import dev.jbuild.layer.MergedView;
import dev.jbuild.layer.ViewLayer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A build context that is a tar: read once, with the data of all its files in one file of the work
 * directory. Owners are not kept, as for any context.
 *
 * @param newest the latest modification time of a file, in seconds since 1970
 */
record ArchiveTree(ViewTree entries, OptionalLong newest) implements SourceTree {

  /** Whether a file is a tar, by its content. */
  static boolean isArchive(Path file) throws IOException {
    return ArchiveReader.isArchive(DataSource.of(file));
  }

  /** Reads the archive {@code file}; {@code data} is a new file. */
  static ArchiveTree read(String shown, Path file, Path data) throws IOException {
    try {
      List<LayerItem> items = ArchiveReader.read(DataSource.of(file), data, LowerLookup.none());
      Map<String, DataSource> sources = new HashMap<>();
      items.forEach(item -> sources.put(item.entry().path(), item.data()));
      LayerToc toc = LayerToc.of(items.stream().map(LayerItem::entry).toList());
      ViewLayer layer = new ViewLayer(toc, entry -> open(sources, entry));
      return new ArchiveTree(new ViewTree(MergedView.of(List.of(layer))), newest(items));
    } catch (LayerException e) {
      throw new BuildException(
          ExitCode.DOCKERFILE, "cannot read build context " + shown + ": " + e.getMessage(), e);
    }
  }

  private static OptionalLong newest(List<LayerItem> items) {
    return items.stream()
        .map(LayerItem::entry)
        .filter(e -> e.type() == EntryType.FILE || e.type() == EntryType.HARD_LINK)
        .mapToLong(e -> e.attributes().mtime())
        .max();
  }

  private static InputStream open(Map<String, DataSource> sources, Entry entry) throws IOException {
    String path =
        entry.type() == EntryType.HARD_LINK ? entry.linkTarget().orElseThrow() : entry.path();
    return Objects.requireNonNull(sources.get(path)).open();
  }

  @Override
  public Optional<Found> lookup(String path) {
    return entries.lookup(path);
  }

  @Override
  public String follow(String path, boolean last) {
    return entries.follow(path, last);
  }

  @Override
  public List<String> names(String directory) {
    return entries.names(directory);
  }

  @Override
  public List<Found> list(String directory) {
    return entries.list(directory);
  }

  @Override
  public DataSource data(Entry file) {
    return entries.data(file);
  }

  @Override
  public boolean keepsOwners() {
    return false;
  }
}
