// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.InlineFile;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.Xattrs;
import java.util.List;
import java.util.Optional;

/** A tree with one file in it, which stands in the Dockerfile: 0644, owned by 0:0. */
final class InlineTree implements SourceTree {
  private static final int MODE = 0644;

  private final Found file;
  private final byte[] data;

  /** {@code mtime} in seconds since 1970. */
  InlineTree(InlineFile inline, long mtime) {
    data = FileNames.toBytes(inline.content());
    Attributes attributes = new Attributes(MODE, 0, 0, mtime, Xattrs.none());
    Entry entry = Entry.file(inline.name(), attributes, data.length);
    file = new Found(entry, Optional.empty(), false);
  }

  /** The file, ready to be copied. */
  CopySelection.Root root() {
    return new CopySelection.Root(
        file.entry().name(), List.of(new CopySelection.Item("", file)), 0);
  }

  @Override
  public Optional<Found> lookup(String path) {
    return path.equals(file.entry().path()) ? Optional.of(file) : Optional.empty();
  }

  @Override
  public String follow(String path, boolean last) {
    return path;
  }

  @Override
  public List<String> names(String directory) {
    return directory.isEmpty() ? List.of(file.entry().name()) : List.of();
  }

  @Override
  public List<Found> list(String directory) {
    return directory.isEmpty() ? List.of(file) : List.of();
  }

  @Override
  public DataSource data(Entry entry) {
    return DataSource.of(data);
  }

  @Override
  public boolean keepsOwners() {
    return false;
  }
}
