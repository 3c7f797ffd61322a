// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The system calls that NIO lacks: making special files, and xattrs of every namespace.
 *
 * <p>The first use loads a native library; {@link #warmUp} does that ahead of time, in another
 * thread.
 */
public final class NativeFiles {
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int FIFO = 0010000;
  private static final int FAILED = -1;
  private static final int O_CLOEXEC = 02000000;
  private static final long FS_IOC_GETFLAGS = 0x80086601L;
  private static final long FS_IOC_SETFLAGS = 0x40086602L;
  private static final int FS_TOPDIR_FL = 0x20000;

  private NativeFiles() {}

  /** Loads the native library. */
  public static void warmUp() {
    Libc.load();
  }

  /**
   * Asks ext4 to put the directories that will be made in this one apart from each other, as those
   * of different users in /home; other file systems don't know of it. ext4 searches long for the
   * place of a new file where many were removed within the last seconds: ten times as long as the
   * rest of unpacking a layer takes. See chattr(1), "T".
   */
  public static void spreadSubdirectories(Path directory) {
    int file = Libc.open(FileNames.bytesOf(directory), O_CLOEXEC);
    if (file == FAILED) {
      return;
    }
    int[] flags = {0};
    if (Libc.ioctl(file, FS_IOC_GETFLAGS, flags) != FAILED) {
      flags[0] |= FS_TOPDIR_FL;
      Libc.ioctl(file, FS_IOC_SETFLAGS, flags);
    }
    Libc.close(file);
  }

  /** Makes the character device 0/0 that removes a name from an overlay; needs no privilege. */
  static void makeWhiteout(Path path) throws IOException {
    mknod(path, CHARACTER_DEVICE | 0600, "make an overlay whiteout");
  }

  static void makeFifo(Path path) throws IOException {
    mknod(path, FIFO | 0600, "make a fifo");
  }

  /** Sets access and modification time of a file that isn't followed, nor opened. */
  static void setMtime(Path path, long seconds) throws IOException {
    long[] times = {seconds, 0, seconds, 0};
    if (Libc.utimensat(FileNames.bytesOf(path), times, AT_SYMLINK_NOFOLLOW) == FAILED) {
      throw failure("set the mtime", path);
    }
  }

  /** Makes a symbolic link with any bytes as its text; NIO leaves out double slashes. */
  static void makeSymlink(Path path, byte[] target) throws IOException {
    if (Libc.symlink(target, FileNames.bytesOf(path)) == FAILED) {
      throw failure("make a symbolic link", path);
    }
  }

  static byte[] readSymlink(Path path) throws IOException {
    byte[] target = new byte[4096];
    int length = Libc.readlink(FileNames.bytesOf(path), target);
    if (length == FAILED) {
      throw failure("read the symbolic link", path);
    }
    return Arrays.copyOf(target, length);
  }

  private static void mknod(Path path, int mode, String what) throws IOException {
    if (Libc.mknod(FileNames.bytesOf(path), mode) == FAILED) {
      throw failure(what, path);
    }
  }

  /** Sets an xattr of a file that isn't followed; false if the kernel or file system refuses it. */
  static boolean setXattr(Path path, String name, byte[] value) throws IOException {
    if (Libc.lsetxattr(FileNames.bytesOf(path), FileNames.toBytes(name), value) != FAILED) {
      return true;
    }
    return switch (Libc.error()) {
      case EPERM, EOPNOTSUPP, ENOTSUP, EINVAL, EACCES -> false;
      default -> throw failure("set xattr " + name, path);
    };
  }

  /** All xattrs of a file that isn't followed; none on file systems without them. */
  static Xattrs xattrs(Path path) throws IOException {
    byte[] file = FileNames.bytesOf(path);
    Xattrs xattrs = Xattrs.none();
    for (byte[] name : xattrNames(file, path)) {
      Optional<byte[]> value = xattr(file, name, path);
      if (value.isPresent()) {
        xattrs = xattrs.with(FileNames.fromBytes(name, 0, name.length), value.get());
      }
    }
    return xattrs;
  }

  private static List<byte[]> xattrNames(byte[] file, Path path) throws IOException {
    byte[] list = new byte[1024];
    while (true) {
      int length = Libc.llistxattr(file, list);
      if (length != FAILED) {
        return split(list, length);
      }
      switch (Libc.error()) {
        case ERANGE -> list = new byte[65536];
        case EOPNOTSUPP, ENOTSUP -> {
          return List.of();
        }
        default -> throw failure("list the xattrs", path);
      }
    }
  }

  /** The parts that end with a NUL each, without it. */
  private static List<byte[]> split(byte[] list, int length) {
    List<byte[]> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (list[i] == 0) {
        names.add(Arrays.copyOfRange(list, start, i));
        start = i + 1;
      }
    }
    return names;
  }

  /** Empty if it went away or may not be read, as some of the kernel's own may not. */
  private static Optional<byte[]> xattr(byte[] file, byte[] name, Path path) throws IOException {
    byte[] value = new byte[256];
    while (true) {
      int length = Libc.lgetxattr(file, name, value);
      if (length != FAILED) {
        return Optional.of(Arrays.copyOf(value, length));
      }
      switch (Libc.error()) {
        case ERANGE -> value = new byte[65536];
        case ENODATA, EPERM, EACCES, EOPNOTSUPP, ENOTSUP -> {
          return Optional.empty();
        }
        default -> throw failure("read xattr " + FileNames.fromBytes(name, 0, name.length), path);
      }
    }
  }

  private static IOException failure(String what, Path path) {
    return new IOException("cannot " + what + " at " + path + ": " + Libc.error().description());
  }
}
