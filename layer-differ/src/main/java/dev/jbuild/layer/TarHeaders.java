// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.Arrays;

/**
 * Encodes the headers of tar entries: POSIX ustar, with a PAX header before those whose names,
 * numbers or xattrs don't fit. See POSIX pax, "ustar Interchange Format" and "pax Header Block".
 *
 * <p>One buffer serves all entries; not thread-safe.
 */
final class TarHeaders {
  static final int BLOCK_BYTES = 512;
  static final String WHITEOUT_PREFIX = ".wh.";
  static final String OPAQUE_NAME = ".wh..wh..opq";
  private static final int NAME_BYTES = 100;
  private static final int PREFIX_BYTES = 155;
  private static final int PREFIX_AT = 345;
  private static final long MAX_ID = 07777777;
  private static final long MAX_11_DIGITS = 077777777777L;

  private final ByteBuilder out = new ByteBuilder(4096);
  private final ByteBuilder pax = new ByteBuilder(1024);
  private final byte[] block = new byte[BLOCK_BYTES];

  /** The header blocks of an entry; valid until the next call. */
  ByteBuilder encode(Entry entry) {
    byte[] name = tarName(entry);
    byte[] link = entry.linkTarget().map(FileNames::toBytes).orElse(new byte[0]);
    Attributes attributes = entry.attributes();
    out.clear();
    pax.clear();
    boolean splitName = splitAt(name) >= 0;
    if (!splitName) {
      appendPax("path", name);
    }
    boolean shortLink = link.length <= NAME_BYTES && !needsPax(link);
    if (!shortLink) {
      appendPax("linkpath", link);
    }
    long size = entry.type() == EntryType.FILE ? entry.sizeBytes() : 0;
    appendPaxNumber("size", size, MAX_11_DIGITS);
    appendPaxNumber("uid", attributes.uid(), MAX_ID);
    appendPaxNumber("gid", attributes.gid(), MAX_ID);
    appendPaxNumber("mtime", attributes.mtime(), MAX_11_DIGITS);
    for (String xattr : attributes.xattrs().names()) {
      if (xattr.indexOf('=') >= 0) {
        throw new LayerException("a tar cannot hold xattr " + xattr + " of " + entry.path());
      }
      appendPax("SCHILY.xattr." + xattr, attributes.xattrs().value(xattr).orElseThrow());
    }
    if (pax.length() > 0) {
      emitPax(entry);
    }
    Arrays.fill(block, (byte) 0);
    putName(name, splitName);
    putCommon(attributes, size, typeFlag(entry.type()));
    putText(157, link, NAME_BYTES, shortLink);
    if (entry.type().isDevice()) {
      putOctal(329, 7, entry.deviceMajor());
      putOctal(337, 7, entry.deviceMinor());
    }
    emitBlock();
    return out;
  }

  /** The header of the marker that makes {@code directory} opaque; valid until the next call. */
  ByteBuilder encodeOpaqueMarker(Entry directory) {
    String path = FileNames.join(directory.path(), OPAQUE_NAME);
    return encode(Entry.file(path, Attributes.ofMode(0), 0));
  }

  private static byte[] tarName(Entry entry) {
    String path = entry.path();
    if (path.isEmpty()) {
      return new byte[] {'.', '/'};
    }
    return switch (entry.type()) {
      case DIRECTORY -> FileNames.toBytes(path + "/");
      case WHITEOUT ->
          FileNames.toBytes(
              FileNames.join(FileNames.parentOf(path), WHITEOUT_PREFIX + FileNames.nameOf(path)));
      default -> FileNames.toBytes(path);
    };
  }

  private static char typeFlag(EntryType type) {
    return switch (type) {
      case FILE, WHITEOUT -> '0';
      case HARD_LINK -> '1';
      case SYMLINK -> '2';
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case DIRECTORY -> '5';
      case FIFO -> '6';
    };
  }

  /** Whether a name is UTF-8 beyond ASCII; other bytes are written as they are, as GNU tar does. */
  private static boolean needsPax(byte[] name) {
    for (byte b : name) {
      if (b < 0) {
        return FileNames.isUtf8(FileNames.fromBytes(name));
      }
    }
    return false;
  }

  /** Where the prefix of a name ends: 0 for none, negative if the name needs a PAX header. */
  private static int splitAt(byte[] name) {
    if (needsPax(name)) {
      return -1;
    }
    if (name.length <= NAME_BYTES) {
      return 0;
    }
    for (int i = Math.max(1, name.length - NAME_BYTES - 1);
        i <= Math.min(PREFIX_BYTES, name.length - 2);
        i++) {
      if (name[i] == '/') {
        return i;
      }
    }
    return -1;
  }

  private void putName(byte[] name, boolean fits) {
    int split = fits ? splitAt(name) : 0;
    if (split > 0) {
      System.arraycopy(name, 0, block, PREFIX_AT, split);
      System.arraycopy(name, split + 1, block, 0, name.length - split - 1);
    } else {
      putText(0, name, NAME_BYTES, fits);
    }
  }

  /** Puts text, cut and in ASCII if the true text is in the PAX header. */
  private void putText(int at, byte[] text, int max, boolean exact) {
    int length = Math.min(text.length, max);
    for (int i = 0; i < length; i++) {
      block[at + i] = exact || text[i] > 0 ? text[i] : (byte) '_';
    }
  }

  private void putCommon(Attributes attributes, long size, char typeFlag) {
    putOctal(100, 7, attributes.mode());
    putOctal(108, 7, attributes.uid() <= MAX_ID ? attributes.uid() : 0);
    putOctal(116, 7, attributes.gid() <= MAX_ID ? attributes.gid() : 0);
    putOctal(124, 11, size <= MAX_11_DIGITS ? size : 0);
    long mtime = attributes.mtime();
    putOctal(136, 11, mtime >= 0 && mtime <= MAX_11_DIGITS ? mtime : 0);
    block[156] = (byte) typeFlag;
    System.arraycopy(new byte[] {'u', 's', 't', 'a', 'r', 0, '0', '0'}, 0, block, 257, 8);
  }

  private void emitBlock() {
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    putOctal(148, 6, sum);
    block[154] = 0;
    out.append(block);
  }

  private void putOctal(int at, int digits, long value) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      block[i] = (byte) ('0' + (rest & 7));
      rest >>>= 3;
    }
  }

  private void emitPax(Entry entry) {
    Arrays.fill(block, (byte) 0);
    byte[] name = FileNames.toBytes("PaxHeaders/" + entry.name());
    putText(0, name, NAME_BYTES, false);
    putCommon(Attributes.ofMode(0644), pax.length(), 'x');
    emitBlock();
    out.append(pax.array(), 0, pax.length());
    int rest = pax.length() % BLOCK_BYTES;
    if (rest > 0) {
      out.append(new byte[BLOCK_BYTES - rest]);
    }
  }

  private void appendPaxNumber(String key, long value, long max) {
    if (value < 0 || value > max) {
      byte[] digits = FileNames.toBytes(Long.toString(value));
      appendPax(key, digits);
    }
  }

  /** One record: its length in decimal, counting itself, a blank, key=value, a newline. */
  private void appendPax(String key, byte[] value) {
    byte[] keyBytes = FileNames.toBytes(key);
    int rest = keyBytes.length + value.length + 3;
    int length = rest + Integer.toString(rest).length();
    if (Integer.toString(length).length() != Integer.toString(rest).length()) {
      length = rest + Integer.toString(length).length();
    }
    pax.appendAscii(Integer.toString(length));
    pax.append((byte) ' ');
    pax.append(keyBytes);
    pax.append((byte) '=');
    pax.append(value);
    pax.append((byte) '\n');
  }
}
