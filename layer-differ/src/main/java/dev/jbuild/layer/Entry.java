// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Digest;
import java.util.Optional;

/**
 * One entry of a layer, or of a merged view.
 *
 * <p>A HARD_LINK has the attributes, size and digest of the file that it names, so that a reader
 * need not look that up. Bytes of names that are not UTF-8 are lone surrogates, see {@link
 * FileNames}.
 *
 * @param path relative to the root, no slash at either end; the root itself is ""
 * @param sizeBytes of the data of files, 0 for all other types
 * @param linkTarget the text of a SYMLINK, for a HARD_LINK the path in the layer of the FILE
 * @param deviceMajor major number of a device, 0 for all other types
 * @param deviceMinor minor number of a device, 0 for all other types
 * @param opaque of a DIRECTORY: hides all that the layers below have in it; see image-spec
 *     layer.md, "Opaque Whiteout"
 * @param implied of a DIRECTORY: the tar has entries in it but none for itself; a directory of the
 *     layers below keeps its attributes
 * @param digest of the data of files, where it is known
 */
public record Entry(
    String path,
    EntryType type,
    Attributes attributes,
    long sizeBytes,
    Optional<String> linkTarget,
    int deviceMajor,
    int deviceMinor,
    boolean opaque,
    boolean implied,
    Optional<Digest> digest) {

  public Entry {
    FileNames.requireRelative(path);
    if (linkTarget.isPresent() != (type == EntryType.SYMLINK || type == EntryType.HARD_LINK)) {
      throw new IllegalArgumentException("a " + type + " with link target " + linkTarget);
    }
    if (sizeBytes < 0 || (sizeBytes > 0 && !type.hasData())) {
      throw new IllegalArgumentException("a " + type + " of " + sizeBytes + " bytes");
    }
    if ((opaque || implied) && type != EntryType.DIRECTORY) {
      throw new IllegalArgumentException("only directories are opaque or implied: " + path);
    }
  }

  public static Entry file(String path, Attributes attributes, long sizeBytes) {
    return plain(path, EntryType.FILE, attributes, sizeBytes, Optional.empty());
  }

  public static Entry directory(String path, Attributes attributes) {
    return plain(path, EntryType.DIRECTORY, attributes, 0, Optional.empty());
  }

  public static Entry symlink(String path, Attributes attributes, String target) {
    return plain(path, EntryType.SYMLINK, attributes, 0, Optional.of(target));
  }

  /** One more name of {@code file}. */
  public static Entry hardLink(String path, Entry file) {
    return new Entry(
        path,
        EntryType.HARD_LINK,
        file.attributes,
        file.sizeBytes,
        Optional.of(file.type == EntryType.HARD_LINK ? file.linkTarget.orElseThrow() : file.path),
        0,
        0,
        false,
        false,
        file.digest);
  }

  public static Entry device(
      String path, EntryType type, Attributes attributes, int major, int minor) {
    return new Entry(
        path, type, attributes, 0, Optional.empty(), major, minor, false, false, Optional.empty());
  }

  public static Entry fifo(String path, Attributes attributes) {
    return plain(path, EntryType.FIFO, attributes, 0, Optional.empty());
  }

  public static Entry whiteout(String path) {
    return plain(path, EntryType.WHITEOUT, Attributes.ofMode(0), 0, Optional.empty());
  }

  /** A directory that has no entry of its own: 0755, 0:0, the epoch. */
  static Entry impliedDirectory(String path) {
    return directory(path, Attributes.ofMode(0755)).withHiding(false, true);
  }

  private static Entry plain(
      String path, EntryType type, Attributes attributes, long sizeBytes, Optional<String> target) {
    return new Entry(
        path, type, attributes, sizeBytes, target, 0, 0, false, false, Optional.empty());
  }

  public boolean isDirectory() {
    return type == EntryType.DIRECTORY;
  }

  public boolean isWhiteout() {
    return type == EntryType.WHITEOUT;
  }

  /** The last name of the path. */
  public String name() {
    return FileNames.nameOf(path);
  }

  public Entry withPath(String newPath) {
    return new Entry(
        newPath,
        type,
        attributes,
        sizeBytes,
        linkTarget,
        deviceMajor,
        deviceMinor,
        opaque,
        implied,
        digest);
  }

  public Entry withAttributes(Attributes newAttributes) {
    return new Entry(
        path,
        type,
        newAttributes,
        sizeBytes,
        linkTarget,
        deviceMajor,
        deviceMinor,
        opaque,
        implied,
        digest);
  }

  public Entry withDigest(Digest newDigest) {
    return new Entry(
        path,
        type,
        attributes,
        sizeBytes,
        linkTarget,
        deviceMajor,
        deviceMinor,
        opaque,
        implied,
        Optional.of(newDigest));
  }

  /** This directory, hiding what is below it. */
  public Entry asOpaque() {
    return withHiding(true, implied);
  }

  Entry withHiding(boolean newOpaque, boolean newImplied) {
    return new Entry(
        path,
        type,
        attributes,
        sizeBytes,
        linkTarget,
        deviceMajor,
        deviceMinor,
        newOpaque,
        newImplied,
        digest);
  }

  /** The FILE that this HARD_LINK names, under this entry's path; any other entry as it is. */
  public Entry asFile() {
    return type == EntryType.HARD_LINK
        ? new Entry(
            path,
            EntryType.FILE,
            attributes,
            sizeBytes,
            Optional.empty(),
            0,
            0,
            false,
            false,
            digest)
        : this;
  }
}
