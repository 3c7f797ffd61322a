// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;

/** Gives files on disk the attributes of entries. Files are never followed. */
final class AttributeWriter {
  static final String OWNER_XATTR = "user.jbuild.owner";

  /** Of an empty file that stands for a device, which can't be made without privilege. */
  static final String NODE_XATTR = "user.jbuild.node";

  /** Before the name of an xattr that the kernel refused: the value is kept under this name. */
  static final String REFUSED_PREFIX = "user.jbuild.xattr.";

  static final String OPAQUE_XATTR = "user.overlay.opaque";

  private final Path root;
  private final Owners owners;
  private Optional<Long> defaultOwner = Optional.empty();

  AttributeWriter(Path root, Owners owners) {
    this.root = root;
    this.owners = owners;
  }

  void apply(Path path, Entry entry) throws IOException {
    Attributes attributes = entry.attributes();
    EntryType type = entry.type();
    boolean holdsXattrs = type.hasData() || type == EntryType.DIRECTORY;
    boolean owned = applyOwner(path, attributes);
    if (!owned && holdsXattrs) {
      String owner = attributes.uid() + ":" + attributes.gid();
      requireXattr(path, OWNER_XATTR, owner.getBytes(StandardCharsets.US_ASCII));
    }
    if (holdsXattrs) {
      applyXattrs(path, attributes.xattrs());
    }
    if (entry.opaque()) {
      requireXattr(path, OPAQUE_XATTR, new byte[] {'y'});
    }
    if (type != EntryType.SYMLINK) {
      Files.setAttribute(path, "unix:mode", attributes.mode());
    }
    // NIO would open the file, which takes thrice as long, and with a FIFO wait for a writer.
    NativeFiles.setMtime(path, attributes.mtime());
  }

  /** Whether the owner is now right without a record of it. */
  private boolean applyOwner(Path path, Attributes attributes) throws IOException {
    return switch (owners) {
      case DROPPED -> true;
      case SINGLE -> attributes.uid() == 0 && attributes.gid() == 0;
      case REAL -> chown(path, attributes.uid(), attributes.gid());
    };
  }

  private boolean chown(Path path, long uid, long gid) throws IOException {
    long wanted = uid << 32 | gid;
    if (wanted == defaultOwner()) {
      return true;
    }
    if (uid >= 0xFFFFFFFFL || gid >= 0xFFFFFFFFL) {
      return false;
    }
    try {
      Files.setAttribute(path, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (FileSystemException e) {
      // EINVAL: the user namespace has no such id. EPERM: this process may not give files away.
      Files.setAttribute(
          path, "unix:uid", (int) (defaultOwner() >>> 32), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", (int) defaultOwner(), LinkOption.NOFOLLOW_LINKS);
      return false;
    }
  }

  /** Who owns what this process makes in the root: user above, group below. */
  private long defaultOwner() throws IOException {
    if (defaultOwner.isEmpty()) {
      FileStatus status = FileStatus.of(root);
      defaultOwner = Optional.of(status.uid() << 32 | status.gid());
    }
    return defaultOwner.get();
  }

  private void applyXattrs(Path path, Xattrs xattrs) throws IOException {
    for (String name : xattrs.names()) {
      byte[] value = xattrs.value(name).orElseThrow();
      boolean kept = owners != Owners.DROPPED || name.startsWith("user.");
      if (kept && !set(path, name, value) && owners != Owners.DROPPED) {
        requireXattr(path, REFUSED_PREFIX + name, value);
      }
    }
  }

  private static void requireXattr(Path path, String name, byte[] value) throws IOException {
    if (!set(path, name, value)) {
      throw new LayerException(
          "cannot set xattr "
              + name
              + " of "
              + path
              + ": the file system refuses it; choose a root on one with user xattrs (ext4, xfs,"
              + " btrfs, tmpfs since Linux 6.6)");
    }
  }

  /** NIO knows the user namespace, without the time that it takes to load native code. */
  private static boolean set(Path path, String name, byte[] value) throws IOException {
    if (!name.startsWith("user.") || !FileNames.isUtf8(name)) {
      return NativeFiles.setXattr(path, name, value);
    }
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    try {
      view.write(name.substring("user.".length()), ByteBuffer.wrap(value));
      return true;
    } catch (FileSystemException e) {
      return NativeFiles.setXattr(path, name, value);
    }
  }
}
