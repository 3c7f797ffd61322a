// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tree on disk as entries, links not followed; sockets, which a tar can't hold, are left out. */
final class DiskTree {
  private final Owners owners;
  private final SpecialOwners specials;
  private final Map<String, List<Node>> linked = new HashMap<>();

  private DiskTree(Owners owners, SpecialOwners specials) {
    this.owners = owners;
    this.specials = specials;
  }

  /**
   * One file.
   *
   * @param linkKey what all names of a file with several names have in common
   * @param whiteout whether this is how overlayfs writes down a removed file
   * @param opaque whether overlayfs shows nothing of the layers below in this directory
   */
  record Node(
      Path path,
      Entry entry,
      Optional<String> linkKey,
      boolean whiteout,
      boolean opaque,
      List<Node> children) {}

  /** A tree, and all names of the files in it that have more than one. */
  record Scan(Node root, Map<String, List<Node>> linked) {}

  static Scan scan(Path directory, Owners owners) throws IOException {
    return scan(directory, owners, SpecialOwners.none());
  }

  static Scan scan(Path directory, Owners owners, SpecialOwners specials) throws IOException {
    DiskTree tree = new DiskTree(owners, specials);
    Node root =
        tree.read(directory, "")
            .orElseThrow(() -> new LayerException("cannot read the socket " + directory));
    if (!root.entry().isDirectory()) {
      throw new LayerException(directory + " is no directory");
    }
    return new Scan(root, tree.linked);
  }

  /** The attributes of one file or directory. */
  static Attributes attributes(Path file, Owners owners) throws IOException {
    return new DiskTree(owners, SpecialOwners.none())
        .attributes(FileStatus.of(file), NativeFiles.xattrs(file));
  }

  private Optional<Node> read(Path file, String path) throws IOException {
    FileStatus status = FileStatus.of(file);
    boolean holdsXattrs = status.isFile() || status.isDirectory();
    Xattrs xattrs = holdsXattrs ? NativeFiles.xattrs(file) : Xattrs.none();
    Attributes attributes = attributes(status, xattrs);
    if (!holdsXattrs) {
      SpecialOwners.Owner owner = specials.owner(path);
      attributes =
          owner.equals(SpecialOwners.Owner.ROOT)
              ? attributes
              : attributes.withOwner(owner.uid(), owner.gid());
    }
    Optional<byte[]> placeHolder = xattrs.value(AttributeWriter.NODE_XATTR);
    Optional<Entry> entry =
        placeHolder.isPresent()
            ? Optional.of(device(path, attributes, placeHolder.get()))
            : entry(file, path, status, attributes);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    List<Node> children = status.isDirectory() ? readChildren(file, path) : List.of();
    Optional<String> key = linkKey(status);
    boolean opaque =
        xattrs
            .value(AttributeWriter.OPAQUE_XATTR)
            .filter(v -> v.length == 1 && v[0] == 'y')
            .isPresent();
    Node node = new Node(file, entry.get(), key, status.isWhiteout(), opaque, children);
    key.ifPresent(k -> linked.computeIfAbsent(k, unused -> new ArrayList<>()).add(node));
    return Optional.of(node);
  }

  /** An empty file that stands for a device: {@code TYPE:MAJOR:MINOR}, the type as in a mode. */
  private static Entry device(String path, Attributes attributes, byte[] placeHolder) {
    String text = new String(placeHolder, StandardCharsets.US_ASCII);
    String[] fields = text.split(":", -1);
    try {
      EntryType type =
          Integer.parseInt(fields[0], 8) == FileStatus.CHARACTER_DEVICE
              ? EntryType.CHARACTER_DEVICE
              : EntryType.BLOCK_DEVICE;
      int major = Integer.parseInt(fields[1]);
      return Entry.device(path, type, attributes, major, Integer.parseInt(fields[2]));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new LayerException("the record of a device is damaged: " + text, e);
    }
  }

  static Optional<String> linkKey(FileStatus status) {
    return status.isFile() && status.links() > 1
        ? Optional.of(status.device() + ":" + status.inode())
        : Optional.empty();
  }

  private List<Node> readChildren(Path directory, String path) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        names.add(FileNames.nameOf(file));
      }
    }
    names.sort(FileNames.ORDER);
    List<Node> children = new ArrayList<>(names.size());
    for (String name : names) {
      if (name.startsWith(TarHeaders.WHITEOUT_PREFIX)) {
        throw new LayerException(LayerWriter.whiteoutName(FileNames.join(path, name)));
      }
      read(FileNames.resolve(directory, name), FileNames.join(path, name)).ifPresent(children::add);
    }
    return children;
  }

  static Optional<Entry> entry(Path file, String path, FileStatus status, Attributes attributes)
      throws IOException {
    if (status.isFile()) {
      return Optional.of(Entry.file(path, attributes, status.sizeBytes()));
    }
    if (status.isDirectory()) {
      return Optional.of(Entry.directory(path, attributes));
    }
    if (status.isSymlink()) {
      return Optional.of(Entry.symlink(path, attributes, Trees.readSymlink(file)));
    }
    if (status.isFifo()) {
      return Optional.of(Entry.fifo(path, attributes));
    }
    if (!status.isCharacterDevice() && !status.isBlockDevice()) {
      return Optional.empty();
    }
    EntryType type =
        status.isCharacterDevice() ? EntryType.CHARACTER_DEVICE : EntryType.BLOCK_DEVICE;
    return Optional.of(
        Entry.device(path, type, attributes, status.deviceMajor(), status.deviceMinor()));
  }

  private Attributes attributes(FileStatus status, Xattrs xattrs) {
    long uid = owners == Owners.REAL ? status.uid() : 0;
    long gid = owners == Owners.REAL ? status.gid() : 0;
    Optional<byte[]> record = xattrs.value(AttributeWriter.OWNER_XATTR);
    if (record.isPresent() && uid == 0 && gid == 0 && owners != Owners.DROPPED) {
      String owner = new String(record.get(), StandardCharsets.US_ASCII);
      int colon = owner.indexOf(':');
      try {
        uid = Long.parseLong(owner, 0, Math.max(colon, 0), 10);
        gid = Long.parseLong(owner, colon + 1, owner.length(), 10);
      } catch (NumberFormatException e) {
        throw new LayerException("an owner record is damaged: " + owner, e);
      }
    }
    return new Attributes(status.permissions(), uid, gid, status.mtime(), ofLayer(xattrs));
  }

  /** The xattrs that belong in layers, those with it that the kernel refused to set. */
  private static Xattrs ofLayer(Xattrs xattrs) {
    Xattrs kept = xattrs;
    for (String name : xattrs.names()) {
      if (name.startsWith(AttributeWriter.REFUSED_PREFIX)) {
        String original = name.substring(AttributeWriter.REFUSED_PREFIX.length());
        if (kept.value(original).isEmpty() && Xattrs.belongsInLayer(original)) {
          kept = kept.with(original, xattrs.value(name).orElseThrow());
        }
      }
      if (!Xattrs.belongsInLayer(name)) {
        kept = kept.without(name);
      }
    }
    return kept;
  }
}
