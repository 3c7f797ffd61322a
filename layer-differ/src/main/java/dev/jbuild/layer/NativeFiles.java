// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import jnr.constants.platform.Errno;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/**
 * The system calls that NIO lacks: making special files, and xattrs of every namespace.
 *
 * <p>The first use loads jnr, which takes about 150 ms; {@link #warmUp} does that ahead of time, in
 * another thread.
 */
public final class NativeFiles {
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int FIFO = 0010000;

  private NativeFiles() {}

  /** Loads the native library. */
  public static void warmUp() {
    Libc.get();
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
    byte[] file = cString(FileNames.bytesOf(path));
    if (Libc.get().utimensat(AT_FDCWD, file, times, AT_SYMLINK_NOFOLLOW) != 0) {
      throw failure("set the mtime", path);
    }
  }

  /** Makes a symbolic link with any bytes as its text; NIO leaves out double slashes. */
  static void makeSymlink(Path path, byte[] target) throws IOException {
    if (Libc.get().symlink(cString(target), cString(FileNames.bytesOf(path))) != 0) {
      throw failure("make a symbolic link", path);
    }
  }

  static byte[] readSymlink(Path path) throws IOException {
    byte[] target = new byte[4096];
    long length = Libc.get().readlink(cString(FileNames.bytesOf(path)), target, target.length);
    if (length < 0) {
      throw failure("read the symbolic link", path);
    }
    return Arrays.copyOf(target, (int) length);
  }

  private static void mknod(Path path, int mode, String what) throws IOException {
    int status = Libc.get().mknod(cString(FileNames.bytesOf(path)), mode, 0);
    if (status != 0) {
      throw failure(what, path);
    }
  }

  /** Sets an xattr of a file that isn't followed; false if the kernel or file system refuses it. */
  static boolean setXattr(Path path, String name, byte[] value) throws IOException {
    byte[] file = cString(FileNames.bytesOf(path));
    byte[] key = cString(FileNames.toBytes(name));
    if (Libc.get().lsetxattr(file, key, value, value.length, 0) == 0) {
      return true;
    }
    return switch (lastError()) {
      case EPERM, EOPNOTSUPP, ENOTSUP, EINVAL, EACCES -> false;
      default -> throw failure("set xattr " + name, path);
    };
  }

  /** All xattrs of a file that isn't followed; none on file systems without them. */
  static Xattrs xattrs(Path path) throws IOException {
    byte[] file = cString(FileNames.bytesOf(path));
    Xattrs xattrs = Xattrs.none();
    for (byte[] name : xattrNames(file, path)) {
      Optional<byte[]> value = xattr(file, name, path);
      if (value.isPresent()) {
        xattrs = xattrs.with(FileNames.fromBytes(name, 0, name.length - 1), value.get());
      }
    }
    return xattrs;
  }

  /** The names, each with the NUL at its end. */
  private static List<byte[]> xattrNames(byte[] file, Path path) throws IOException {
    byte[] list = new byte[1024];
    while (true) {
      long length = Libc.get().llistxattr(file, list, list.length);
      if (length >= 0) {
        return split(list, (int) length);
      }
      switch (lastError()) {
        case ERANGE -> list = new byte[65536];
        case EOPNOTSUPP, ENOTSUP -> {
          return List.of();
        }
        default -> throw failure("list the xattrs", path);
      }
    }
  }

  private static List<byte[]> split(byte[] list, int length) {
    List<byte[]> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (list[i] == 0) {
        names.add(Arrays.copyOfRange(list, start, i + 1));
        start = i + 1;
      }
    }
    return names;
  }

  /** Empty if it went away or may not be read, as some of the kernel's own may not. */
  private static Optional<byte[]> xattr(byte[] file, byte[] name, Path path) throws IOException {
    byte[] value = new byte[256];
    while (true) {
      long length = Libc.get().lgetxattr(file, name, value, value.length);
      if (length >= 0) {
        return Optional.of(Arrays.copyOf(value, (int) length));
      }
      switch (lastError()) {
        case ERANGE -> value = new byte[65536];
        case ENODATA, EPERM, EACCES, EOPNOTSUPP, ENOTSUP -> {
          return Optional.empty();
        }
        default ->
            throw failure("read xattr " + FileNames.fromBytes(name, 0, name.length - 1), path);
      }
    }
  }

  private static byte[] cString(byte[] text) {
    return Arrays.copyOf(text, text.length + 1);
  }

  private static Errno lastError() {
    return Errno.valueOf(LastError.getLastError(Libc.RUNTIME));
  }

  private static IOException failure(String what, Path path) {
    Errno errno = lastError();
    return new IOException("cannot " + what + " at " + path + ": " + errno.description());
  }

  /** What jnr binds; loaded with this class. */
  public interface Functions {
    int mknod(@In byte[] path, int mode, long device);

    int utimensat(int directory, @In byte[] path, @In long[] times, int flags);

    int symlink(@In byte[] target, @In byte[] path);

    long readlink(@In byte[] path, @Out byte[] target, long size);

    int lsetxattr(@In byte[] path, @In byte[] name, @In byte[] value, long size, int flags);

    long llistxattr(@In byte[] path, @Out byte[] list, long size);

    long lgetxattr(@In byte[] path, @In byte[] name, @Out byte[] value, long size);
  }

  private static final class Libc {
    static final Functions FUNCTIONS = LibraryLoader.create(Functions.class).load("c");
    static final Runtime RUNTIME = Runtime.getRuntime(FUNCTIONS);

    static Functions get() {
      return FUNCTIONS;
    }
  }
}
