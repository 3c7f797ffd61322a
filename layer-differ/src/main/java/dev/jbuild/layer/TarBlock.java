// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one header block.
 *
 * @param sizeBytes that are stored behind the block
 * @param sparseNumbers pieces of an old GNU sparse file: offset, length, offset, length
 */
record TarBlock(
    String name,
    String link,
    char typeFlag,
    int mode,
    long uid,
    long gid,
    long mtime,
    long sizeBytes,
    int deviceMajor,
    int deviceMinor,
    List<Long> sparseNumbers,
    boolean sparseContinues,
    long sparseRealSize) {

  private static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0};
  private static final byte[] GNU = {'u', 's', 't', 'a', 'r', ' '};

  /** Parses the block at {@code at}; LayerException if its checksum or a number is wrong. */
  static TarBlock parse(byte[] data, int at) {
    requireChecksum(data, at);
    String name = text(data, at, 100);
    char type = (char) (data[at + 156] & 0xFF);
    boolean ustar = matches(data, at + 257, USTAR);
    if (ustar && data[at + 345] != 0) {
      name = text(data, at + 345, 155) + "/" + name;
    }
    if (type == 0 || type == '7') {
      type = '0';
    }
    if (type == '0' && name.endsWith("/")) {
      type = '5';
    }
    long size = number(data, at + 124, 12);
    if (size < 0) {
      throw new LayerException("an entry of the layer has a negative size: " + name);
    }
    boolean sparse = type == 'S' && matches(data, at + 257, GNU);
    List<Long> sparseNumbers = new ArrayList<>();
    if (sparse) {
      appendSparse(data, at + 386, 4, sparseNumbers);
    }
    boolean device = type == '3' || type == '4';
    return new TarBlock(
        name,
        text(data, at + 157, 100),
        type,
        (int) number(data, at + 100, 8) & 07777,
        Math.max(0, number(data, at + 108, 8)),
        Math.max(0, number(data, at + 116, 8)),
        number(data, at + 136, 12),
        size,
        device ? (int) number(data, at + 329, 8) : 0,
        device ? (int) number(data, at + 337, 8) : 0,
        sparseNumbers,
        sparse && data[at + 482] != 0,
        sparse ? number(data, at + 483, 12) : 0);
  }

  static void appendSparse(byte[] data, int at, int pieces, List<Long> numbers) {
    for (int i = 0; i < pieces; i++) {
      int piece = at + 24 * i;
      if (data[piece] == 0) {
        return;
      }
      numbers.add(number(data, piece, 12));
      numbers.add(number(data, piece + 12, 12));
    }
  }

  /** Some old programs summed signed bytes. */
  private static void requireChecksum(byte[] data, int at) {
    int unsigned = 8 * ' ';
    int signed = 8 * ' ';
    for (int i = 0; i < TarHeaders.BLOCK_BYTES; i++) {
      if (i < 148 || i >= 156) {
        unsigned += data[at + i] & 0xFF;
        signed += data[at + i];
      }
    }
    long stored = number(data, at + 148, 8);
    if (stored != unsigned && stored != signed) {
      throw new LayerException("the layer is no tar, or damaged: a header has a wrong checksum");
    }
  }

  private static boolean matches(byte[] data, int at, byte[] magic) {
    for (int i = 0; i < magic.length; i++) {
      if (data[at + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] data, int at, int max) {
    int length = 0;
    while (length < max && data[at + length] != 0) {
      length++;
    }
    return FileNames.fromBytes(data, at, length);
  }

  /** Octal digits, or with the first bit set a big-endian number in two's complement. */
  private static long number(byte[] data, int at, int length) {
    if (data[at] < 0) {
      return binary(data, at, length);
    }
    long value = 0;
    boolean digits = false;
    for (int i = at; i < at + length; i++) {
      byte b = data[i];
      if (b >= '0' && b <= '7') {
        value = (value << 3) | (b - '0');
        digits = true;
      } else if (b == 0 || b == ' ') {
        if (digits) {
          break;
        }
      } else {
        throw new LayerException("a header in the layer has a bad number");
      }
    }
    return value;
  }

  private static long binary(byte[] data, int at, int length) {
    boolean negative = (data[at] & 0x40) != 0;
    long value = negative ? (data[at] | 0xFFFFFF80) : (data[at] & 0x7F);
    for (int i = at + 1; i < at + length; i++) {
      if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
        throw new LayerException("a header in the layer has a number beyond 64 bits");
      }
      value = (value << 8) | (data[i] & 0xFF);
    }
    return value;
  }
}
