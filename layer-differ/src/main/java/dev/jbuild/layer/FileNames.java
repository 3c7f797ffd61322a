// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/**
 * File names as Strings, whatever their bytes.
 *
 * <p>Names on Linux are bytes. Those that are UTF-8 are decoded; a byte 0xNN that is not part of a
 * UTF-8 sequence becomes the lone surrogate U+DCNN, as with Python's <i>surrogateescape</i>, so
 * that every name survives the way there and back. NIO's own conversion loses such bytes, except in
 * {@code file:} URIs, which carry them percent-encoded.
 */
public final class FileNames {
  /**
   * The order of entries in layers: by bytes, component by component, so that a directory comes
   * right before all that is in it.
   */
  public static final Comparator<String> ORDER = FileNames::compare;

  private static final boolean NIO_IS_UTF_8 =
      "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private FileNames() {}

  /** The bytes of a name or path. */
  public static byte[] toBytes(String name) {
    return isUtf8(name) ? name.getBytes(StandardCharsets.UTF_8) : escapedToBytes(name);
  }

  /** Whether the bytes of a name are UTF-8. */
  static boolean isUtf8(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (isEscapedByte(name, i)) {
        return false;
      }
    }
    return true;
  }

  /** The name whose bytes are {@code length} bytes of {@code data} from {@code offset}. */
  public static String fromBytes(byte[] data, int offset, int length) {
    String text = new String(data, offset, length, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : decodeEscaping(data, offset, offset + length);
  }

  public static String fromBytes(byte[] data) {
    return fromBytes(data, 0, data.length);
  }

  /** The last name of {@code path}, or "" for the root. */
  public static String nameOf(Path path) {
    Path last = path.getFileName();
    if (last == null) {
      return "";
    }
    String text = last.toString();
    return needsUri(text) ? nameOf(fromBytes(bytesOf(path))) : text;
  }

  /** {@code path} below {@code directory}; the path is taken as it is, so it must be checked. */
  public static Path resolve(Path directory, String path) {
    if (!needsUri(path)) {
      return path.isEmpty() ? directory : directory.resolve(path);
    }
    byte[] parent = bytesOf(directory);
    StringBuilder uri = new StringBuilder("file://");
    appendEncoded(uri, parent);
    uri.append('/');
    appendEncoded(uri, toBytes(path));
    return Path.of(URI.create(uri.toString()));
  }

  /** The bytes of the absolute form of {@code path}, for system calls. */
  static byte[] bytesOf(Path path) {
    String text = path.toAbsolutePath().toString();
    return needsUri(text)
        ? percentDecode(path.toUri().getRawPath())
        : text.getBytes(StandardCharsets.UTF_8);
  }

  /** The last name of a relative path. */
  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The directory that a relative path is in: "" for names in the root. */
  static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  static String join(String directory, String name) {
    return directory.isEmpty() ? name : name.isEmpty() ? directory : directory + '/' + name;
  }

  /** IllegalArgumentException if {@code path} has empty, "." or ".." components or a NUL. */
  static void requireRelative(String path) {
    int start = 0;
    for (int i = 0; i <= path.length() && !path.isEmpty(); i++) {
      char c = i < path.length() ? path.charAt(i) : '/';
      if (c == '/') {
        int length = i - start;
        if (length == 0
            || (path.charAt(start) == '.'
                && (length == 1 || (length == 2 && path.charAt(start + 1) == '.')))) {
          throw new IllegalArgumentException("not a clean relative path: " + path);
        }
        start = i + 1;
      } else if (c == 0) {
        throw new IllegalArgumentException("a path with a NUL: " + path.replace('\0', '?'));
      }
    }
  }

  private static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return x < Character.MIN_SURROGATE && y < Character.MIN_SURROGATE
            ? Integer.compare(x == '/' ? 0 : x, y == '/' ? 0 : y)
            : compare(toBytes(a), toBytes(b));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int compare(byte[] a, byte[] b) {
    int at = Arrays.mismatch(a, b);
    if (at < 0) {
      return 0;
    }
    return at == a.length || at == b.length
        ? Integer.compare(a.length, b.length)
        : Integer.compare(rank(a[at]), rank(b[at]));
  }

  /** The place of a byte of a path in {@link #ORDER}. */
  static int rank(byte b) {
    return b == '/' ? 0 : b & 0xFF;
  }

  private static boolean isEscapedByte(String name, int at) {
    char c = name.charAt(at);
    return c >= '\uDC80'
        && c <= '\uDCFF'
        && (at == 0 || !Character.isHighSurrogate(name.charAt(at - 1)));
  }

  /** Whether NIO would change a name of these bytes on the way. */
  static boolean needsUri(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 0x80 && (!NIO_IS_UTF_8 || c == '\uFFFD' || isEscapedByte(name, i))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] escapedToBytes(String name) {
    byte[] bytes = new byte[name.length() * 3];
    int length = 0;
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      boolean escaped = i < name.length() && isEscapedByte(name, i);
      if (escaped || i == name.length()) {
        byte[] valid = name.substring(start, i).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(valid, 0, bytes, length, valid.length);
        length += valid.length;
        start = i + 1;
      }
      if (escaped) {
        bytes[length++] = (byte) (name.charAt(i) & 0xFF);
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  private static String decodeEscaping(byte[] data, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      int length = sequenceLength(data, at, to);
      if (length == 0) {
        text.append((char) (0xDC00 | (data[at] & 0xFF)));
        at++;
      } else {
        text.append(new String(data, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    return text.toString();
  }

  /** The length of the UTF-8 sequence at {@code at}, or 0 if there is none. */
  private static int sequenceLength(byte[] data, int at, int to) {
    int first = data[at] & 0xFF;
    int length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length <= 1) {
      return length;
    }
    if (at + length > to) {
      return 0;
    }
    String text = new String(data, at, length, StandardCharsets.UTF_8);
    boolean real = first == 0xEF && data[at + 1] == (byte) 0xBF && data[at + 2] == (byte) 0xBD;
    return real || (text.indexOf('\uFFFD') < 0 && text.codePointCount(0, text.length()) == 1)
        ? length
        : 0;
  }

  private static void appendEncoded(StringBuilder uri, byte[] path) {
    for (byte b : path) {
      if (b == '/' || (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z')) {
        uri.append((char) b);
      } else {
        uri.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
      }
    }
  }

  private static byte[] percentDecode(String rawPath) {
    byte[] bytes = new byte[rawPath.length()];
    int length = 0;
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) Integer.parseInt(rawPath, i + 1, i + 3, 16);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    while (length > 1 && bytes[length - 1] == '/') {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }
}
