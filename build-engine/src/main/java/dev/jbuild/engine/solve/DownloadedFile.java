// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.Xattrs;
import dev.jbuild.oci.Digest;
import java.util.List;
import java.util.Optional;

/** A tree of one file: what ADD of a URL copies. It belongs to root, and only root may read it. */
record DownloadedFile(Entry file, DataSource source) implements SourceTree {
  private static final int MODE = 0600;
  private static final int DIRECTORY_MODE = 0755;

  static DownloadedFile of(
      String name, long mtime, long sizeBytes, Digest digest, DataSource source) {
    Attributes attributes = new Attributes(MODE, 0, 0, mtime, Xattrs.none());
    return new DownloadedFile(Entry.file(name, attributes, sizeBytes).withDigest(digest), source);
  }

  CopySelection selection() {
    CopySelection.Item item = new CopySelection.Item("", found());
    return new CopySelection(this, List.of(new CopySelection.Root(file.name(), List.of(item), 0)));
  }

  private Found found() {
    return new Found(file, Optional.empty(), false);
  }

  @Override
  public Optional<Found> lookup(String path) {
    if (path.isEmpty()) {
      Entry root = Entry.directory("", Attributes.ofMode(DIRECTORY_MODE));
      return Optional.of(new Found(root, Optional.empty(), false));
    }
    return path.equals(file.path()) ? Optional.of(found()) : Optional.empty();
  }

  @Override
  public String follow(String path, boolean last) {
    return ScopedPath.clean(path);
  }

  @Override
  public List<String> names(String directory) {
    return directory.isEmpty() ? List.of(file.name()) : List.of();
  }

  @Override
  public List<Found> list(String directory) {
    return directory.isEmpty() ? List.of(found()) : List.of();
  }

  @Override
  public DataSource data(Entry entry) {
    return source;
  }

  @Override
  public boolean keepsOwners() {
    return false;
  }
}
