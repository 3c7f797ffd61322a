// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.Xattrs;
import dev.jbuild.rootless.HostFile;
import dev.jbuild.rootless.HostFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A build context on the host: only what a step asks for is looked at, never the whole tree.
 *
 * <p>What {@code .dockerignore} excludes isn't there, except directories that lead to something
 * that an exception brings back. Owners are 0:0, as Docker has them; sockets, which no layer can
 * hold, are left out.
 */
final class ContextTree implements SourceTree {
  private static final Comparator<Found> BY_PATH =
      Comparator.comparing(found -> found.entry().path(), FileNames.ORDER);

  private final Path root;
  private final IgnorePatterns ignored;
  private final HostFiles files;

  /** {@code files} are those below {@code root}. */
  ContextTree(Path root, IgnorePatterns ignored, HostFiles files) {
    this.root = root;
    this.ignored = ignored;
    this.files = files;
  }

  Path root() {
    return root;
  }

  IgnorePatterns ignored() {
    return ignored;
  }

  @Override
  public Optional<Found> lookup(String path) throws IOException {
    Optional<HostFile> file = host(path);
    return file.isPresent() ? visible(path, file.get(), verdict(path)) : Optional.empty();
  }

  @Override
  public String follow(String path, boolean last) throws IOException {
    return ScopedPath.resolve(path, last, this::readLink);
  }

  @Override
  public List<String> names(String directory) throws IOException {
    return children(directory).stream()
        .map(file -> FileNames.fromBytes(file.name()))
        .sorted(FileNames.ORDER)
        .toList();
  }

  @Override
  public List<Found> list(String directory) throws IOException {
    IgnorePatterns.Verdict verdict = verdict(directory);
    List<Found> found = new ArrayList<>();
    for (HostFile file : children(directory)) {
      String name = FileNames.fromBytes(file.name());
      visible(ScopedPath.join(directory, name), file, verdict.child(name)).ifPresent(found::add);
    }
    found.sort(BY_PATH);
    return found;
  }

  @Override
  public DataSource data(Entry file) {
    return DataSource.of(FileNames.resolve(root, file.path()));
  }

  @Override
  public boolean keepsOwners() {
    return false;
  }

  /** What is at a path, excluded or not, links not followed. */
  Optional<HostFile> host(String path) throws IOException {
    return files.file(FileNames.toBytes(path));
  }

  /** What is in some directories, excluded or not. */
  List<List<HostFile>> host(List<String> directories) throws IOException {
    return files.list(directories.stream().map(FileNames::toBytes).toList());
  }

  /** What the ignore patterns say of a path; the context itself can't be excluded. */
  IgnorePatterns.Verdict verdict(String path) {
    return path.isEmpty() ? ignored.root() : ignored.verdict(path);
  }

  private List<HostFile> children(String directory) throws IOException {
    return host(List.of(directory)).get(0);
  }

  private static Optional<Found> visible(
      String path, HostFile file, IgnorePatterns.Verdict verdict) {
    if (!verdict.excluded()) {
      return entry(path, file).map(entry -> new Found(entry, identity(file), false));
    }
    return verdict.mayHoldIncluded() && file.isDirectory()
        ? entry(path, file).map(entry -> new Found(entry, Optional.empty(), true))
        : Optional.empty();
  }

  private Optional<String> readLink(String path) throws IOException {
    return verdict(path).excluded()
        ? Optional.empty()
        : host(path).filter(HostFile::isSymlink).map(ContextTree::linkTarget);
  }

  private static String linkTarget(HostFile link) {
    return FileNames.fromBytes(link.linkTarget());
  }

  /** What all names of a file with several names have in common. */
  private static Optional<Object> identity(HostFile file) {
    return file.isFile() && file.links() > 1
        ? Optional.of(List.of(file.device(), file.inode()))
        : Optional.empty();
  }

  private static Optional<Entry> entry(String path, HostFile file) {
    Attributes attributes =
        new Attributes(file.permissions(), 0, 0, file.mtime(), xattrs(file.xattrs()));
    if (file.isFile()) {
      return Optional.of(Entry.file(path, attributes, file.sizeBytes()));
    }
    if (file.isDirectory()) {
      return Optional.of(Entry.directory(path, attributes));
    }
    if (file.isSymlink()) {
      return Optional.of(Entry.symlink(path, attributes, linkTarget(file)));
    }
    if (file.isFifo()) {
      return Optional.of(Entry.fifo(path, attributes));
    }
    if (!file.isCharacterDevice() && !file.isBlockDevice()) {
      return Optional.empty();
    }
    EntryType type = file.isCharacterDevice() ? EntryType.CHARACTER_DEVICE : EntryType.BLOCK_DEVICE;
    return Optional.of(
        Entry.device(path, type, attributes, file.deviceMajor(), file.deviceMinor()));
  }

  private static Xattrs xattrs(Map<String, byte[]> found) {
    Xattrs xattrs = Xattrs.of(found);
    for (String name : found.keySet()) {
      xattrs = Xattrs.belongsInLayer(name) ? xattrs : xattrs.without(name);
    }
    return xattrs;
  }
}
