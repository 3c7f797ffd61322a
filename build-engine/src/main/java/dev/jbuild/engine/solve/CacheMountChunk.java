// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.CachedMounts;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.Owners;
import dev.jbuild.layer.TreeSource;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A piece of a cache directory, which is cut such that a change of one file changes one piece: the
 * first has all that is no file of its own (directories, links, files with several names), the
 * others have runs of files in the order of their names. A run ends where the name of a file says
 * so, not where it has some size, so that those that follow a change are as they were.
 *
 * @param usedSeconds when the last one of its files was changed or read, in seconds since 1970
 * @param youngestSeconds the mtime of its youngest file
 */
record CacheMountChunk(List<Used> files, long usedSeconds, long youngestSeconds) {
  private static final long LEAST_BYTES = 1 << 20;
  private static final long MOST_BYTES = 16 << 20;
  private static final int FILES_IN_A_RUN = 16;

  CacheMountChunk {
    files = List.copyOf(files);
  }

  /** A file, and when it was last changed or read. */
  record Used(LayerItem item, long seconds) {}

  private static CacheMountChunk of(List<Used> files) {
    long used = files.stream().mapToLong(Used::seconds).max().orElse(0);
    long youngest =
        files.stream()
            .map(file -> file.item().entry())
            .filter(entry -> !entry.isDirectory())
            .mapToLong(entry -> entry.attributes().mtime())
            .max()
            .orElse(0);
    return new CacheMountChunk(files, used, youngest);
  }

  /** What the layer of the chunk holds. */
  List<LayerItem> items() {
    return files.stream().map(Used::item).toList();
  }

  /** Undoes what reading the files did to the time at which they were last read. */
  void forgetReading(Path directory) throws IOException {
    for (Used file : files) {
      if (file.item().entry().type() == EntryType.FILE) {
        Path path = FileNames.resolve(directory, file.item().entry().path());
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setTimes(null, FileTime.from(file.seconds(), TimeUnit.SECONDS), null);
      }
    }
  }

  /** The pieces of a directory, with what {@code limits} leave of it at a time. */
  static List<CacheMountChunk> of(Path directory, Owners owners, CachedMounts limits, Instant now)
      throws IOException {
    List<LayerItem> all = TreeSource.items(directory, owners);
    Set<String> linked = new HashSet<>();
    for (LayerItem item : all) {
      if (item.entry().type() == EntryType.HARD_LINK) {
        linked.add(item.entry().linkTarget().orElseThrow());
      }
    }
    List<Used> others = new ArrayList<>();
    List<Used> files = new ArrayList<>();
    for (LayerItem item : all) {
      Entry entry = item.entry();
      if (entry.type() == EntryType.FILE && !linked.contains(entry.path())) {
        files.add(new Used(item, lastUse(directory, entry)));
      } else if (!entry.type().isDevice()) {
        others.add(new Used(item, now.getEpochSecond()));
      }
    }
    List<CacheMountChunk> chunks = new ArrayList<>();
    chunks.add(of(others));
    chunks.addAll(runs(kept(files, limits, now)));
    return chunks;
  }

  private static long lastUse(Path directory, Entry entry) throws IOException {
    Path file = FileNames.resolve(directory, entry.path());
    BasicFileAttributes times =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return Math.max(
        times.lastAccessTime().toInstant().getEpochSecond(),
        times.lastModifiedTime().toInstant().getEpochSecond());
  }

  /** Those that were used last, in the order of their names. */
  private static List<Used> kept(List<Used> files, CachedMounts limits, Instant now) {
    long oldest = now.minus(limits.maxAge()).getEpochSecond();
    List<Used> byUse = new ArrayList<>(files);
    byUse.sort(Comparator.comparingLong(Used::seconds).reversed());
    List<Used> kept = new ArrayList<>();
    long bytes = 0;
    for (Used file : byUse) {
      bytes += file.item().entry().sizeBytes();
      if (file.seconds() >= oldest && bytes <= limits.maxBytes()) {
        kept.add(file);
      }
    }
    kept.sort(Comparator.comparing(file -> file.item().entry().path(), FileNames.ORDER));
    return kept;
  }

  private static List<CacheMountChunk> runs(List<Used> files) {
    List<CacheMountChunk> runs = new ArrayList<>();
    List<Used> run = new ArrayList<>();
    long bytes = 0;
    for (Used file : files) {
      run.add(file);
      bytes += file.item().entry().sizeBytes();
      boolean ends = (file.item().entry().path().hashCode() & (FILES_IN_A_RUN - 1)) == 0;
      if ((ends && bytes >= LEAST_BYTES) || bytes >= MOST_BYTES) {
        runs.add(of(run));
        run = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!run.isEmpty()) {
      runs.add(of(run));
    }
    return runs;
  }

  /** All that can be said of the files without reading them. */
  Digest state() {
    CacheKey key = CacheKey.of("chunk of a cache mount");
    for (LayerItem item : items()) {
      Entry entry = item.entry();
      Attributes attributes = entry.attributes();
      key.with("path", entry.path())
          .with("type", entry.type().name())
          .with("link", entry.linkTarget().orElse(""))
          .with("size", entry.sizeBytes())
          .with("mode", attributes.mode())
          .with("uid", attributes.uid())
          .with("gid", attributes.gid())
          .with("mtime", entry.isDirectory() ? 0 : attributes.mtime());
      for (String name : attributes.xattrs().names()) {
        key.with("xattr", name).with("value", attributes.xattrs().value(name).orElseThrow());
      }
    }
    return key.digest();
  }
}
