// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.Trees;
import dev.jbuild.layer.Xattrs;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A build context on the host: only what a step asks for is looked at, never the whole tree.
 *
 * <p>What {@code .dockerignore} excludes isn't there, except directories that lead to something
 * that an exception brings back. Owners are 0:0, as Docker has them.
 */
final class ContextTree implements SourceTree {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String STAT = "unix:mode,size,lastModifiedTime,rdev,nlink,dev,ino";
  private static final int S_IFMT = 0170000;

  private final Path root;
  private final IgnorePatterns ignored;

  ContextTree(Path root, IgnorePatterns ignored) {
    this.root = root;
    this.ignored = ignored;
  }

  Path root() {
    return root;
  }

  @Override
  public Optional<Found> lookup(String path) throws IOException {
    return visible(path, ignored.verdict(path));
  }

  @Override
  public String follow(String path, boolean last) throws IOException {
    return ScopedPath.resolve(path, last, this::readLink);
  }

  @Override
  public List<Found> list(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(FileNames.resolve(root, directory))) {
      for (Path child : stream) {
        names.add(FileNames.nameOf(child));
      }
    } catch (NotDirectoryException | NoSuchFileException e) {
      return List.of();
    }
    names.sort(FileNames.ORDER);
    IgnorePatterns.Verdict verdict = ignored.verdict(directory);
    List<Found> found = new ArrayList<>(names.size());
    for (String name : names) {
      visible(ScopedPath.join(directory, name), verdict.child(name)).ifPresent(found::add);
    }
    return found;
  }

  @Override
  public DataSource data(Entry file) {
    return DataSource.of(FileNames.resolve(root, file.path()));
  }

  @Override
  public Digest digest(Entry file) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, file.sizeBytes() + 1)];
    try (InputStream in = data(file).open()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
    }
    return Digest.of(sha256.digest());
  }

  @Override
  public boolean keepsOwners() {
    return false;
  }

  private Optional<Found> visible(String path, IgnorePatterns.Verdict verdict) throws IOException {
    if (!verdict.excluded()) {
      return read(path);
    }
    return verdict.mayHoldIncluded()
        ? read(path)
            .filter(found -> found.entry().isDirectory())
            .map(found -> new Found(found.entry(), Optional.empty(), true))
        : Optional.empty();
  }

  private Optional<String> readLink(String path) throws IOException {
    Path file = FileNames.resolve(root, path);
    return Files.isSymbolicLink(file) ? Optional.of(Trees.readSymlink(file)) : Optional.empty();
  }

  private Optional<Found> read(String path) throws IOException {
    Path file = FileNames.resolve(root, path);
    Map<String, Object> stat;
    try {
      stat = Files.readAttributes(file, STAT, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      // A name below a file; NIO has no exception of its own for ENOTDIR.
      if ("Not a directory".equals(e.getReason())) {
        return Optional.empty();
      }
      throw e;
    }
    return entry(path, file, stat).map(entry -> new Found(entry, identity(stat), false));
  }

  private static Optional<Entry> entry(String path, Path file, Map<String, Object> stat)
      throws IOException {
    int mode = (int) stat.get("mode");
    long mtime = ((FileTime) stat.get("lastModifiedTime")).to(TimeUnit.SECONDS);
    Attributes attributes = new Attributes(mode & 07777, 0, 0, mtime, Xattrs.none());
    return switch (mode & S_IFMT) {
      case 0100000 -> Optional.of(Entry.file(path, attributes, (long) stat.get("size")));
      case 0040000 -> Optional.of(Entry.directory(path, attributes));
      case 0120000 -> Optional.of(Entry.symlink(path, attributes, Trees.readSymlink(file)));
      case 0010000 -> Optional.of(Entry.fifo(path, attributes));
      case 0020000 -> Optional.of(device(path, EntryType.CHARACTER_DEVICE, attributes, stat));
      case 0060000 -> Optional.of(device(path, EntryType.BLOCK_DEVICE, attributes, stat));
      // Sockets can't be in a layer.
      default -> Optional.empty();
    };
  }

  private static Optional<Object> identity(Map<String, Object> stat) {
    boolean linked = ((int) stat.get("mode") & S_IFMT) == 0100000 && (int) stat.get("nlink") > 1;
    return linked ? Optional.of(List.of(stat.get("dev"), stat.get("ino"))) : Optional.empty();
  }

  private static Entry device(
      String path, EntryType type, Attributes attributes, Map<String, Object> stat) {
    long rdev = (long) stat.get("rdev");
    int major = (int) ((rdev >> 8 & 0xFFF) | (rdev >> 32 & ~0xFFF));
    int minor = (int) ((rdev & 0xFF) | (rdev >> 12 & ~0xFF));
    return Entry.device(path, type, attributes, major, minor);
  }
}
