// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What lstat(2) says of a file, in one call. */
record FileStatus(
    int mode,
    long device,
    long inode,
    long specialDevice,
    int links,
    long uid,
    long gid,
    long sizeBytes,
    long mtime) {

  private static final String FIELDS = "unix:mode,dev,ino,rdev,nlink,uid,gid,size,lastModifiedTime";
  private static final int TYPE_MASK = 0170000;
  static final int CHARACTER_DEVICE = 0020000;

  static FileStatus of(Path path) throws IOException {
    Map<String, Object> fields = Files.readAttributes(path, FIELDS, LinkOption.NOFOLLOW_LINKS);
    FileTime mtime = (FileTime) Objects.requireNonNull(fields.get("lastModifiedTime"));
    return new FileStatus(
        (int) number(fields, "mode"),
        number(fields, "dev"),
        number(fields, "ino"),
        number(fields, "rdev"),
        (int) number(fields, "nlink"),
        number(fields, "uid") & 0xFFFFFFFFL,
        number(fields, "gid") & 0xFFFFFFFFL,
        number(fields, "size"),
        Math.floorDiv(mtime.to(TimeUnit.MILLISECONDS), 1000L));
  }

  private static long number(Map<String, Object> fields, String name) {
    return ((Number) Objects.requireNonNull(fields.get(name))).longValue();
  }

  int permissions() {
    return mode & 07777;
  }

  boolean isDirectory() {
    return (mode & TYPE_MASK) == 0040000;
  }

  boolean isFile() {
    return (mode & TYPE_MASK) == 0100000;
  }

  boolean isSymlink() {
    return (mode & TYPE_MASK) == 0120000;
  }

  boolean isCharacterDevice() {
    return (mode & TYPE_MASK) == CHARACTER_DEVICE;
  }

  boolean isBlockDevice() {
    return (mode & TYPE_MASK) == 0060000;
  }

  boolean isFifo() {
    return (mode & TYPE_MASK) == 0010000;
  }

  /** Whether this is how overlayfs writes down a removed file. */
  boolean isWhiteout() {
    return isCharacterDevice() && specialDevice == 0;
  }

  /** As glibc's gnu_dev_major. */
  int deviceMajor() {
    return (int) (((specialDevice >>> 8) & 0xFFF) | ((specialDevice >>> 32) & ~0xFFFL));
  }

  /** As glibc's gnu_dev_minor. */
  int deviceMinor() {
    return (int) ((specialDevice & 0xFF) | ((specialDevice >>> 12) & ~0xFFL));
  }
}
