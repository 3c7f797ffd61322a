// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Digest;
import dev.jbuild.oci.TemporaryFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.zip.CRC32C;

/**
 * A layer's table of contents: its entries in {@link FileNames#ORDER}, with the data digests of
 * files. Immutable.
 *
 * <p>The tree is whole: the first entry is the root, and every entry's directory is there, {@link
 * Entry#implied implied} if the tar has none.
 *
 * <p>It is held as the bytes of its file, and entries are decoded when they are asked for: a table
 * of 100,000 entries is read in the time that its bytes take. The file: 8 bytes magic and version,
 * the number of entries, the offset of each, the entries, CRC-32C of all that.
 */
public final class LayerToc {
  static final byte[] MAGIC = "jbtoc\n\0\1".getBytes(StandardCharsets.ISO_8859_1);
  static final int HEADER_BYTES = MAGIC.length + 4;
  static final int OPAQUE = 0x10;
  static final int IMPLIED = 0x20;
  static final int HAS_DIGEST = 0x40;
  static final int HAS_XATTRS = 0x80;
  private static final int DIGEST_BYTES = 32;

  private final byte[] bytes;
  private final ByteBuffer numbers;
  private final int size;

  private LayerToc(byte[] bytes) {
    this.bytes = bytes;
    this.numbers = ByteBuffer.wrap(bytes);
    this.size = numbers.getInt(MAGIC.length);
  }

  /** The table of these entries, in any order; LayerException if two have the same path. */
  public static LayerToc of(Collection<Entry> entries) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparing(Entry::path, FileNames.ORDER));
    TocBuilder builder = new TocBuilder();
    sorted.forEach(builder::add);
    return builder.build();
  }

  /** The table whose file has these bytes, which must not be changed afterwards. */
  public static LayerToc parse(byte[] bytes) {
    if (bytes.length < HEADER_BYTES + 4
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new LayerException("not a table of contents of a layer, or of another version");
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    if (ByteBuffer.wrap(bytes).getInt(bytes.length - 4) != (int) crc.getValue()) {
      throw new LayerException("the table of contents of a layer is damaged");
    }
    return new LayerToc(bytes);
  }

  /** Reads a file that {@link #write} wrote; LayerException if it is damaged. */
  public static LayerToc read(Path file) throws IOException {
    try {
      return parse(Files.readAllBytes(file));
    } catch (LayerException e) {
      throw new LayerException("cannot read " + file + ": " + e.getMessage() + "; delete it", e);
    }
  }

  /** Writes the table under a temporary name beside {@code file} and renames it. */
  public void write(Path file) throws IOException {
    Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Path temporary = TemporaryFiles.newFile(parent);
    try {
      Files.write(temporary, bytes);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** The bytes of the file form. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The number of entries, the root included. */
  public int size() {
    return size;
  }

  /** All entries in order, decoded one by one when they are asked for. */
  public List<Entry> entries() {
    return new Entries();
  }

  /** The entry for {@code path} in this layer, which may be a whiteout. */
  public Optional<Entry> find(String path) {
    int index = indexOf(FileNames.toBytes(path), 0, size);
    return index < 0 ? Optional.empty() : Optional.of(entry(index));
  }

  /** The entries directly in a directory, in order; none if it isn't in this layer. */
  public List<Entry> children(String directory) {
    int index = indexOf(FileNames.toBytes(directory), 0, size);
    List<Entry> children = new ArrayList<>();
    if (index >= 0) {
      int end = subtreeEnd(index);
      for (int child = index + 1; child < end; child = subtreeEnd(child)) {
        children.add(entry(child));
      }
    }
    return children;
  }

  /** The place of the entry whose path has these bytes in [from, to), or negative. */
  int indexOf(byte[] path, int from, int to) {
    int low = from;
    int high = to - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = comparePath(middle, path);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  /** The place after the last entry in the directory at {@code index}. */
  int subtreeEnd(int index) {
    if (type(index) != EntryType.DIRECTORY) {
      return index + 1;
    }
    if (index == 0) {
      return size;
    }
    Cursor directory = new Cursor(offset(index));
    int length = (int) directory.varint();
    int step = 1;
    int low = index;
    while (low + step < size && isBelow(low + step, directory.at, length)) {
      low += step;
      step *= 2;
    }
    int high = Math.min(low + step, size);
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (isBelow(middle, directory.at, length)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  EntryType type(int index) {
    return EntryType.ofCode(flags(index) & 0xF);
  }

  boolean isOpaque(int index) {
    return (flags(index) & OPAQUE) != 0;
  }

  boolean isImplied(int index) {
    return (flags(index) & IMPLIED) != 0;
  }

  /** The bytes of the path of an entry. */
  byte[] path(int index) {
    Cursor cursor = new Cursor(offset(index));
    return cursor.bytes((int) cursor.varint());
  }

  private int flags(int index) {
    Cursor cursor = new Cursor(offset(index));
    int length = (int) cursor.varint();
    return bytes[cursor.at + length];
  }

  Entry entry(int index) {
    Cursor cursor = new Cursor(offset(index));
    String path = cursor.text();
    int flags = bytes[cursor.at++];
    EntryType type = EntryType.ofCode(flags & 0xF);
    int mode = (int) cursor.varint();
    long uid = cursor.varint();
    long gid = cursor.varint();
    long zigzag = cursor.varint();
    long sizeBytes = type.hasData() ? cursor.varint() : 0;
    boolean link = type == EntryType.SYMLINK || type == EntryType.HARD_LINK;
    Optional<String> target = link ? Optional.of(cursor.text()) : Optional.empty();
    int major = type.isDevice() ? (int) cursor.varint() : 0;
    int minor = type.isDevice() ? (int) cursor.varint() : 0;
    Optional<Digest> digest =
        (flags & HAS_DIGEST) == 0
            ? Optional.empty()
            : Optional.of(Digest.of(cursor.bytes(DIGEST_BYTES)));
    Xattrs xattrs = Xattrs.none();
    if ((flags & HAS_XATTRS) != 0) {
      for (long left = cursor.varint(); left > 0; left--) {
        xattrs = xattrs.with(cursor.text(), cursor.bytes((int) cursor.varint()));
      }
    }
    return new Entry(
        path,
        type,
        new Attributes(mode, uid, gid, (zigzag >>> 1) ^ -(zigzag & 1), xattrs),
        sizeBytes,
        target,
        major,
        minor,
        (flags & OPAQUE) != 0,
        (flags & IMPLIED) != 0,
        digest);
  }

  private int offset(int index) {
    return numbers.getInt(HEADER_BYTES + 4 * index);
  }

  private int comparePath(int index, byte[] path) {
    Cursor cursor = new Cursor(offset(index));
    int length = (int) cursor.varint();
    int start = cursor.at;
    int at = Arrays.mismatch(bytes, start, start + length, path, 0, path.length);
    if (at < 0) {
      return 0;
    }
    return at == length || at == path.length
        ? Integer.compare(length, path.length)
        : Integer.compare(FileNames.rank(bytes[start + at]), FileNames.rank(path[at]));
  }

  private boolean isBelow(int index, int directoryAt, int directoryLength) {
    Cursor cursor = new Cursor(offset(index));
    int length = (int) cursor.varint();
    return length > directoryLength
        && bytes[cursor.at + directoryLength] == '/'
        && Arrays.equals(
            bytes,
            cursor.at,
            cursor.at + directoryLength,
            bytes,
            directoryAt,
            directoryAt + directoryLength);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LayerToc toc && Arrays.equals(bytes, toc.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The number of entries. */
  @Override
  public String toString() {
    return "table of contents of " + size + " entries";
  }

  /** Reads the number forms that {@link ByteBuilder} writes. */
  private final class Cursor {
    private int at;

    Cursor(int at) {
      this.at = at;
    }

    long varint() {
      long value = 0;
      int shift = 0;
      while (true) {
        byte b = bytes[at++];
        value |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return value;
        }
        shift += 7;
      }
    }

    String text() {
      int length = (int) varint();
      at += length;
      return FileNames.fromBytes(bytes, at - length, length);
    }

    byte[] bytes(int length) {
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }
  }

  private final class Entries extends AbstractList<Entry> implements RandomAccess {
    @Override
    public Entry get(int index) {
      Objects.checkIndex(index, size);
      return entry(index);
    }

    @Override
    public int size() {
      return size;
    }
  }
}
