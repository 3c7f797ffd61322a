// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the host's file system says of a file, links not followed: a record of the launcher's {@code
 * list} role, decoded when asked for. Names and link targets are bytes, as on Linux.
 */
public final class HostFile {
  private static final int MODE = 4;
  private static final int DEVICE = 8;
  private static final int INODE = 16;
  private static final int SPECIAL_DEVICE = 24;
  private static final int LINKS = 32;
  private static final int SIZE = 40;
  private static final int MTIME = 48;
  private static final int CTIME = 56;
  private static final int NAME_LENGTH = 72;
  private static final int TARGET_LENGTH = 74;
  private static final int XATTRS_LENGTH = 76;
  private static final int NAME = 80;
  private static final int TYPE_MASK = 0170000;

  private final ByteBuffer data;
  private final int at;

  /** The record at {@code at} of what the launcher wrote, in the machine's byte order. */
  HostFile(ByteBuffer data, int at) {
    this.data = data;
    this.at = at;
  }

  /** Its last name. */
  public byte[] name() {
    return bytes(at + NAME, nameLength());
  }

  /** The twelve permission bits. */
  public int permissions() {
    return mode() & 07777;
  }

  public boolean isFile() {
    return (mode() & TYPE_MASK) == 0100000;
  }

  public boolean isDirectory() {
    return (mode() & TYPE_MASK) == 0040000;
  }

  public boolean isSymlink() {
    return (mode() & TYPE_MASK) == 0120000;
  }

  public boolean isFifo() {
    return (mode() & TYPE_MASK) == 0010000;
  }

  public boolean isCharacterDevice() {
    return (mode() & TYPE_MASK) == 0020000;
  }

  public boolean isBlockDevice() {
    return (mode() & TYPE_MASK) == 0060000;
  }

  public long device() {
    return data.getLong(at + DEVICE);
  }

  public long inode() {
    return data.getLong(at + INODE);
  }

  /** How many names the file has. */
  public long links() {
    return data.getLong(at + LINKS);
  }

  public long sizeBytes() {
    return data.getLong(at + SIZE);
  }

  /** When the data was last changed, in whole seconds since 1970. */
  public long mtime() {
    return data.getLong(at + MTIME);
  }

  /** When data or attributes were last changed, in whole seconds since 1970; nobody can set it. */
  public long ctime() {
    return data.getLong(at + CTIME);
  }

  /** Of a device, as glibc's gnu_dev_major. */
  public int deviceMajor() {
    long device = data.getLong(at + SPECIAL_DEVICE);
    return (int) (((device >>> 8) & 0xFFF) | ((device >>> 32) & ~0xFFFL));
  }

  /** Of a device, as glibc's gnu_dev_minor. */
  public int deviceMinor() {
    long device = data.getLong(at + SPECIAL_DEVICE);
    return (int) ((device & 0xFF) | ((device >>> 12) & ~0xFFL));
  }

  /** The text of a symbolic link. */
  public byte[] linkTarget() {
    return bytes(at + NAME + nameLength(), targetLength());
  }

  /** The xattrs that images have too: those of users, and file capabilities. */
  public Map<String, byte[]> xattrs() {
    int next = at + NAME + nameLength() + targetLength();
    int end = next + data.getInt(at + XATTRS_LENGTH);
    if (next == end) {
      return Map.of();
    }
    Map<String, byte[]> xattrs = new TreeMap<>();
    while (next < end) {
      int nameEnd = next;
      while (data.get(nameEnd) != 0) {
        nameEnd++;
      }
      String name = new String(bytes(next, nameEnd - next), StandardCharsets.UTF_8);
      int value = nameEnd + 1 + Integer.BYTES;
      int length = data.getInt(nameEnd + 1);
      xattrs.put(name, bytes(value, length));
      next = value + length;
    }
    return xattrs;
  }

  /**
   * Adds what is different whenever the file is: of directories name, mode and xattrs, as their
   * times tell of what is in them; of all others everything, so that data which was changed and put
   * back in size and mtime is noticed by the ctime.
   */
  public void addStateTo(MessageDigest digest) {
    int length = data.getInt(at);
    if (!isDirectory()) {
      digest.update(data.slice(at, length));
      return;
    }
    digest.update(data.slice(at, DEVICE));
    digest.update(data.slice(at + NAME_LENGTH, length - NAME_LENGTH));
  }

  private int mode() {
    return data.getInt(at + MODE);
  }

  private int nameLength() {
    return data.getShort(at + NAME_LENGTH) & 0xFFFF;
  }

  private int targetLength() {
    return data.getShort(at + TARGET_LENGTH) & 0xFFFF;
  }

  private byte[] bytes(int from, int length) {
    byte[] bytes = new byte[length];
    data.get(from, bytes);
    return bytes;
  }
}
