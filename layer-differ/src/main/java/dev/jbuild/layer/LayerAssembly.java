// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Builds the tree of one layer from its tar, entry by entry, in memory and in a target. */
final class LayerAssembly {
  private static final int MAX_ENTRIES = 10_000_000;
  private static final long MAX_DATA_BYTES = 1L << 40;
  private static final long MAX_HOLE_BYTES = 1L << 37;
  private static final int MAX_PATH_BYTES = 4095;
  private static final byte[] ZEROS = new byte[64 * 1024];

  private final TarReader tar;
  private final LowerLookup lower;
  private final LayerTarget target;
  private final boolean whiteouts;
  private final LayerTree tree = new LayerTree();
  private final ArchivePlace place;
  private final MessageDigest digest = Digest.newSha256();
  private long dataBytes;
  private long holeBytes;

  private LayerAssembly(TarReader tar, LowerLookup lower, LayerTarget target, boolean whiteouts) {
    this.tar = tar;
    this.lower = lower;
    this.target = target;
    this.whiteouts = whiteouts;
    this.place = whiteouts ? ArchivePlace.none() : new ArchivePlace(tree);
  }

  /** Of a layer. */
  static LayerAssembly of(TarReader tar, LowerLookup lower, LayerTarget target) {
    return new LayerAssembly(tar, lower, target, true);
  }

  /**
   * Of an archive: symbolic links on the way of its entries are followed. A name that means a
   * whiteout is refused.
   */
  static LayerAssembly ofArchive(TarReader tar, LowerLookup lower, LayerTarget target) {
    return new LayerAssembly(tar, lower, target, false);
  }

  LayerToc run() throws IOException {
    int count = 0;
    for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
      if (++count > MAX_ENTRIES) {
        throw new LayerException("the layer has more than 10 million entries");
      }
      add(next.get());
    }
    List<Entry> entries = tree.entries();
    TocBuilder toc = new TocBuilder();
    entries.forEach(toc::add);
    target.finish(entries);
    return toc.build();
  }

  private void add(TarEntry entry) throws IOException {
    String path = place.locate(cleanPath(entry.name()));
    String name = FileNames.nameOf(path);
    if (name.startsWith(TarHeaders.WHITEOUT_PREFIX)) {
      if (!whiteouts) {
        throw new LayerException(LayerWriter.whiteoutName(path));
      }
      addWhiteout(path, name);
      return;
    }
    if (!whiteouts && path.isEmpty()) {
      // Where it is unpacked is there already, whatever the archive says of it.
      return;
    }
    if (path.isEmpty()) {
      if (entry.typeFlag() != '5') {
        throw new LayerException("the root of the layer is no directory");
      }
      tree.describe(tree.root(), entry.attributes());
      return;
    }
    LayerTree.Node parent = tree.directory(FileNames.parentOf(path), target::makeDirectory, path);
    Optional<LayerTree.Node> old = tree.find(path);
    if (isDirectory(entry.typeFlag()) && old.isPresent() && old.get().entry().isDirectory()) {
      tree.describe(old.get(), entry.attributes());
      return;
    }
    if (entry.typeFlag() == '1' && linkTarget(entry).equals(path)) {
      throw new LayerException("hard link " + path + " of the layer names itself");
    }
    if (entry.typeFlag() == '1' && old.isPresent()) {
      requireOutside(linkTarget(entry), path);
    }
    if (old.isPresent()) {
      target.remove(path);
    }
    place(parent, path, entry);
  }

  private static void requireOutside(String linkTarget, String path) {
    if (linkTarget.startsWith(path + "/")) {
      throw new LayerException(
          "hard link " + path + " of the layer names " + linkTarget + ", which it replaces");
    }
  }

  private void place(LayerTree.Node parent, String path, TarEntry entry) throws IOException {
    Attributes attributes = entry.attributes();
    switch (entry.typeFlag()) {
      case '0', 'S' -> addFile(parent, Entry.file(path, attributes, entry.sizeBytes()));
      case '1' -> addHardLink(parent, path, linkTarget(entry));
      case '2' -> addOther(parent, Entry.symlink(path, attributes, entry.link()));
      case '3' -> addOther(parent, device(path, EntryType.CHARACTER_DEVICE, entry));
      case '4' -> addOther(parent, device(path, EntryType.BLOCK_DEVICE, entry));
      case '5', 'D' -> {
        target.makeDirectory(path);
        tree.put(parent, Entry.directory(path, attributes), Optional.empty());
      }
      case '6' -> addOther(parent, Entry.fifo(path, attributes));
      default ->
          throw new LayerException(
              "entry " + path + " of the layer has the unknown type '" + entry.typeFlag() + "'");
    }
  }

  private String linkTarget(TarEntry entry) {
    return place.locate(cleanPath(entry.link()));
  }

  private static boolean isDirectory(char typeFlag) {
    return typeFlag == '5' || typeFlag == 'D';
  }

  private static Entry device(String path, EntryType type, TarEntry entry) {
    return Entry.device(path, type, entry.attributes(), entry.deviceMajor(), entry.deviceMinor());
  }

  private void addOther(LayerTree.Node parent, Entry entry) throws IOException {
    target.makeOther(entry);
    tree.put(parent, entry, Optional.empty());
  }

  private void addFile(LayerTree.Node parent, Entry file) throws IOException {
    requireRoom(file.sizeBytes(), 0);
    Digest data;
    try (LayerTarget.FileTarget out = target.makeFile(file)) {
      tar.readData(new Digesting(out));
      data = Digest.of(digest.digest());
    }
    tree.put(parent, file.withDigest(data), Optional.of(new LayerTree.Inode()));
  }

  private void addHardLink(LayerTree.Node parent, String path, String linkTarget)
      throws IOException {
    Optional<LayerTree.Node> named = tree.find(linkTarget);
    if (named.isEmpty()) {
      addLowerFile(parent, path, linkTarget);
      return;
    }
    Entry entry = named.get().entry();
    switch (entry.type()) {
      case FILE -> {
        target.makeLink(path, linkTarget);
        tree.put(parent, entry.withPath(path), named.get().inode());
      }
      case DIRECTORY ->
          throw new LayerException(
              "hard link " + path + " of the layer names the directory " + linkTarget);
      default -> addOther(parent, entry.withPath(path));
    }
  }

  private void addLowerFile(LayerTree.Node parent, String path, String linkTarget)
      throws IOException {
    LayerItem found =
        lower
            .file(linkTarget)
            .orElseThrow(
                () ->
                    new LayerException(
                        "hard link "
                            + path
                            + " of the layer names "
                            + linkTarget
                            + ", which is neither in it nor in the layers below"));
    Entry file = found.entry().withPath(path);
    try (LayerTarget.FileTarget out = target.makeFile(file)) {
      if (file.digest().isEmpty() || !(out instanceof LayerTarget.Nowhere)) {
        file = file.withDigest(copy(found.data(), out));
      }
    }
    tree.put(parent, file, Optional.of(new LayerTree.Inode()));
  }

  private Digest copy(DataSource source, DataSink out) throws IOException {
    DataSink digesting = new Digesting(out);
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = source.open()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digesting.data(buffer, 0, count);
      }
    }
    return Digest.of(digest.digest());
  }

  private void addWhiteout(String path, String name) throws IOException {
    String directory = FileNames.parentOf(path);
    if (name.equals(TarHeaders.OPAQUE_NAME)) {
      tree.opaque(tree.directory(directory, target::makeDirectory, path));
      return;
    }
    String hidden = name.substring(TarHeaders.WHITEOUT_PREFIX.length());
    if (hidden.startsWith(TarHeaders.WHITEOUT_PREFIX)) {
      return; // Metadata of aufs, see image-spec layer.md, "Whiteouts".
    }
    if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
      throw new LayerException("whiteout " + path + " of the layer names no file");
    }
    tree.whiteout(tree.directory(directory, target::makeDirectory, path), hidden);
  }

  private void requireRoom(long data, long holes) {
    dataBytes += data;
    holeBytes += holes;
    if (dataBytes > MAX_DATA_BYTES || dataBytes < 0 || holeBytes > MAX_HOLE_BYTES) {
      throw new LayerException(
          "the layer claims to unpack to more than 1 TiB, or 128 GiB of holes");
    }
  }

  /** The path of a name relative to the root: without slashes at its ends and "." in it. */
  private static String cleanPath(String name) {
    StringBuilder path = new StringBuilder(name.length());
    int start = 0;
    while (start <= name.length()) {
      int slash = name.indexOf('/', start);
      int end = slash < 0 ? name.length() : slash;
      int length = end - start;
      boolean dot = length > 0 && name.charAt(start) == '.';
      if (dot && length == 2 && name.charAt(start + 1) == '.') {
        throw new LayerException("entry " + name + " of the layer has \"..\" in its name");
      }
      if (length > 0 && !(dot && length == 1)) {
        path.append(path.isEmpty() ? "" : "/").append(name, start, end);
      }
      start = end + 1;
    }
    if (path.length() > MAX_PATH_BYTES) {
      throw new LayerException(
          "an entry of the layer has a path of more than "
              + MAX_PATH_BYTES
              + " bytes: "
              + path.substring(0, 60)
              + "…");
    }
    return path.toString();
  }

  private final class Digesting implements DataSink {
    private final DataSink out;

    Digesting(DataSink out) {
      this.out = out;
    }

    @Override
    public void data(byte[] buffer, int offset, int length) throws IOException {
      digest.update(buffer, offset, length);
      out.data(buffer, offset, length);
    }

    @Override
    public void hole(long length) throws IOException {
      requireRoom(0, length);
      for (long left = length; left > 0; left -= ZEROS.length) {
        digest.update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
      }
      out.hole(length);
    }
  }
}
