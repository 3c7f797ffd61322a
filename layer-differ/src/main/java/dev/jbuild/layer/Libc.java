// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.Map;
import jnr.constants.platform.Errno;

/**
 * The C library's functions that {@link NativeFiles} needs, called through jffi.
 *
 * <p>jffi is what jnr-ffi stands on. That would need an interface only, but writes a class for it
 * at run time, for which it loads an assembler: 100 ms in every build that runs something.
 *
 * <p>All return −1 for an error, which {@link #error} names. Strings are without a NUL at their
 * end.
 */
final class Libc {
  private static final Type INT = Type.SINT32;
  private static final Type LONG = Type.SINT64;
  private static final Type POINTER = Type.POINTER;

  private static final Function LLISTXATTR = new Function("llistxattr", POINTER, POINTER, LONG);
  private static final Function LGETXATTR =
      new Function("lgetxattr", POINTER, POINTER, POINTER, LONG);
  private static final Function LSETXATTR =
      new Function("lsetxattr", POINTER, POINTER, POINTER, LONG, INT);
  private static final Function SYMLINK = new Function("symlink", POINTER, POINTER);
  private static final Function READLINK = new Function("readlink", POINTER, POINTER, LONG);
  private static final Function UTIMENSAT = new Function("utimensat", INT, POINTER, POINTER, INT);

  private static final Function OPEN = new Function("open", POINTER, INT);
  private static final Function IOCTL = new Function("ioctl", INT, LONG, POINTER);
  private static final Function CLOSE = new Function("close", INT);

  /** glibc has a function mknod since 2.33 only. */
  private static final Function SYSCALL = new Function("syscall", LONG, LONG, POINTER, LONG, LONG);

  private static final long MKNODAT =
      Map.of("amd64", 259L, "aarch64", 33L).getOrDefault(System.getProperty("os.arch"), -1L);
  private static final int AT_FDCWD = -100;

  private Libc() {}

  /** Loads the native library. */
  static void load() {
    LastError.getInstance().set(0);
  }

  /** Why the last call of this thread failed. */
  static Errno error() {
    return Errno.valueOf(LastError.getInstance().get());
  }

  /** Makes a special file of device number 0; {@code mode} with its type. */
  static int mknod(byte[] path, int mode) {
    HeapInvocationBuffer arguments = SYSCALL.arguments();
    arguments.putLong(MKNODAT);
    arguments.putLong(AT_FDCWD);
    putString(arguments, path);
    arguments.putLong(mode);
    arguments.putLong(0);
    return SYSCALL.call(arguments);
  }

  /** The two times as struct timespec. */
  static int utimensat(byte[] path, long[] times, int flags) {
    HeapInvocationBuffer arguments = UTIMENSAT.arguments();
    arguments.putInt(AT_FDCWD);
    putString(arguments, path);
    arguments.putArray(times, 0, times.length, ArrayFlags.IN);
    arguments.putInt(flags);
    return UTIMENSAT.call(arguments);
  }

  static int symlink(byte[] target, byte[] path) {
    HeapInvocationBuffer arguments = SYMLINK.arguments();
    putString(arguments, target);
    putString(arguments, path);
    return SYMLINK.call(arguments);
  }

  static int readlink(byte[] path, byte[] target) {
    HeapInvocationBuffer arguments = READLINK.arguments();
    putString(arguments, path);
    putResult(arguments, target);
    return READLINK.call(arguments);
  }

  static int lsetxattr(byte[] path, byte[] name, byte[] value) {
    HeapInvocationBuffer arguments = LSETXATTR.arguments();
    putString(arguments, path);
    putString(arguments, name);
    arguments.putArray(value, 0, value.length, ArrayFlags.IN);
    arguments.putLong(value.length);
    arguments.putInt(0);
    return LSETXATTR.call(arguments);
  }

  static int llistxattr(byte[] path, byte[] list) {
    HeapInvocationBuffer arguments = LLISTXATTR.arguments();
    putString(arguments, path);
    putResult(arguments, list);
    return LLISTXATTR.call(arguments);
  }

  static int lgetxattr(byte[] path, byte[] name, byte[] value) {
    HeapInvocationBuffer arguments = LGETXATTR.arguments();
    putString(arguments, path);
    putString(arguments, name);
    putResult(arguments, value);
    return LGETXATTR.call(arguments);
  }

  /** Opens an existing file. */
  static int open(byte[] path, int flags) {
    HeapInvocationBuffer arguments = OPEN.arguments();
    putString(arguments, path);
    arguments.putInt(flags);
    return OPEN.call(arguments);
  }

  /** {@code value} has one element, which goes in and comes out. */
  static int ioctl(int file, long request, int[] value) {
    HeapInvocationBuffer arguments = IOCTL.arguments();
    arguments.putInt(file);
    arguments.putLong(request);
    arguments.putArray(value, 0, value.length, ArrayFlags.IN | ArrayFlags.OUT);
    return IOCTL.call(arguments);
  }

  static int close(int file) {
    HeapInvocationBuffer arguments = CLOSE.arguments();
    arguments.putInt(file);
    return CLOSE.call(arguments);
  }

  private static void putString(HeapInvocationBuffer arguments, byte[] text) {
    arguments.putArray(text, 0, text.length, ArrayFlags.IN | ArrayFlags.NULTERMINATE);
  }

  /** A buffer to be filled, and its size. */
  private static void putResult(HeapInvocationBuffer arguments, byte[] result) {
    arguments.putArray(result, 0, result.length, ArrayFlags.OUT);
    arguments.putLong(result.length);
  }

  private static final class Function {
    private final CallContext context;
    private final long address;

    Function(String name, Type... parameters) {
      context = CallContext.getCallContext(LONG, parameters, CallingConvention.DEFAULT, true);
      address = Library.getDefault().getSymbolAddress(name);
      if (address == 0) {
        throw new UnsatisfiedLinkError("the C library has no function " + name);
      }
    }

    HeapInvocationBuffer arguments() {
      return new HeapInvocationBuffer(context);
    }

    /** The lower half, which is all of those results that are an int, and of sizes enough. */
    int call(HeapInvocationBuffer arguments) {
      return (int) Invoker.getInstance().invokeLong(context, address, arguments);
    }
  }
}
