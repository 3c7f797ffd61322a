// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.LayerException;
import dev.jbuild.layer.LayerToc;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What takes space in a storage root. Sizes of unpacked layers are those of their files as the
 * tables of contents have them: to look at every file would take minutes.
 */
final class RootContents {
  private final Map<Digest, Long> blobs = new HashMap<>();
  private final Map<Digest, List<Path>> layers = new HashMap<>();
  private final Map<Digest, Long> layerBytes = new HashMap<>();
  private final List<MountDirectory> mounts = new ArrayList<>();

  private RootContents() {}

  /**
   * The directory of a cache mount, with those of mounts that don't share.
   *
   * @param lastUsed when something in it was last written
   */
  record MountDirectory(Path path, long sizeBytes, Instant lastUsed) {}

  static RootContents read(StorageRoot root) throws IOException {
    RootContents contents = new RootContents();
    for (Digest blob : HexNames.in(root.store().blobs().directory())) {
      contents.blobs.put(blob, size(root.store().blobs().path(blob)));
    }
    for (Path ids : HexNames.children(root.layers())) {
      for (Digest diffId : HexNames.in(ids)) {
        contents
            .layers
            .computeIfAbsent(diffId, d -> new ArrayList<>())
            .add(ids.resolve(diffId.hex()));
      }
    }
    for (Digest diffId : HexNames.in(root.tocs())) {
      Path toc = root.toc(diffId);
      int copies = contents.directories(diffId).size();
      contents.layerBytes.put(diffId, size(toc) + copies * contentBytes(toc, copies));
    }
    for (Path ids : HexNames.children(root.mounts())) {
      for (Digest key : HexNames.in(ids)) {
        contents.mounts.add(mount(ids.resolve(key.hex())));
      }
    }
    return contents;
  }

  /** Sizes by digest. */
  Map<Digest, Long> blobs() {
    return blobs;
  }

  /** The diffIDs of all layers that have a directory or a table of contents. */
  Set<Digest> layers() {
    Set<Digest> all = new HashSet<>(layers.keySet());
    all.addAll(layerBytes.keySet());
    return all;
  }

  /** What directories and table of contents of a layer take. */
  long layerBytes(Digest diffId) {
    return layerBytes.getOrDefault(diffId, 0L);
  }

  /** The unpacked directories of a layer: one for each way to store owners. */
  List<Path> directories(Digest diffId) {
    return layers.getOrDefault(diffId, List.of());
  }

  List<MountDirectory> mounts() {
    return mounts;
  }

  private static long contentBytes(Path toc, int copies) throws IOException {
    if (copies == 0) {
      return 0;
    }
    try {
      return LayerToc.read(toc).entries().stream()
          .filter(entry -> entry.type() == EntryType.FILE)
          .mapToLong(entry -> entry.sizeBytes())
          .sum();
    } catch (LayerException e) {
      return 0; // A damaged one says nothing; it goes with its layer.
    }
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0; // Somebody else has removed it.
    }
  }

  private static MountDirectory mount(Path directory) throws IOException {
    Sum sum = new Sum();
    Files.walkFileTree(directory, sum);
    return new MountDirectory(directory, sum.sizeBytes, Instant.ofEpochMilli(sum.newestMillis));
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private long sizeBytes;
    private long newestMillis;

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return add(attributes);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return add(attributes);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE; // A step is just writing here, or forbids it to be read.
    }

    private FileVisitResult add(BasicFileAttributes attributes) {
      sizeBytes += attributes.isRegularFile() ? attributes.size() : 0;
      newestMillis = Math.max(newestMillis, attributes.lastModifiedTime().toMillis());
      return FileVisitResult.CONTINUE;
    }
  }
}
