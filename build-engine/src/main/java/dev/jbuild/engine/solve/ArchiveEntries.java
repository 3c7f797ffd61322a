// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.layer.LayerWriter;
import dev.jbuild.oci.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The files of an archive that holds an image, to be written as a tar or into a directory. */
final class ArchiveEntries {
  private final List<LayerItem> files = new ArrayList<>();

  ArchiveEntries add(String path, byte[] data) {
    files.add(
        new LayerItem(Entry.file(path, Attributes.ofMode(0644), data.length), DataSource.of(data)));
    return this;
  }

  ArchiveEntries add(String path, Path file) throws IOException {
    Entry entry = Entry.file(path, Attributes.ofMode(0644), Files.size(file));
    files.add(new LayerItem(entry, DataSource.of(file)));
    return this;
  }

  /** The same bytes for the same files: times are the epoch, names sorted. */
  void writeTar(OutputStream out) throws IOException {
    TreeSet<String> directories = new TreeSet<>();
    for (LayerItem file : files) {
      for (String at = ScopedPath.parent(file.entry().path());
          !at.isEmpty();
          at = ScopedPath.parent(at)) {
        directories.add(at);
      }
    }
    List<LayerItem> items = new ArrayList<>(files);
    directories.forEach(d -> items.add(LayerItem.of(Entry.directory(d, Attributes.ofMode(0755)))));
    new LayerWriter(LayerOptions.of(Compression.NONE)).write(items, out);
  }

  /**
   * Writes the files below {@code directory}, which need not exist, in the order in which they were
   * added: what names others goes last.
   */
  void writeDirectory(Path directory) throws IOException {
    for (LayerItem file : files) {
      Path target = directory.resolve(file.entry().path());
      Files.createDirectories(target.getParent());
      OutputFile.write(
          target,
          out -> {
            try (InputStream in = file.data().open()) {
              in.transferTo(out);
            }
          });
    }
  }
}
