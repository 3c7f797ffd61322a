// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.Arrays;

/** A growing array of bytes with the number forms of {@link LayerToc}; not thread-safe. */
final class ByteBuilder {
  private byte[] bytes;
  private int length;

  ByteBuilder(int capacity) {
    this.bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** The array behind this, of which the first {@link #length} bytes are set. */
  byte[] array() {
    return bytes;
  }

  void append(byte b) {
    reserve(1);
    bytes[length++] = b;
  }

  void append(byte[] data) {
    append(data, 0, data.length);
  }

  void append(byte[] data, int offset, int count) {
    reserve(count);
    System.arraycopy(data, offset, bytes, length, count);
    length += count;
  }

  void appendAscii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  void appendInt(int value) {
    append((byte) (value >>> 24));
    append((byte) (value >>> 16));
    append((byte) (value >>> 8));
    append((byte) value);
  }

  /** Seven bits a byte, lowest first. */
  void appendVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** The length, then the bytes. */
  void appendSized(byte[] data) {
    appendVarint(data.length);
    append(data);
  }

  private void reserve(int count) {
    if (count > bytes.length - length) {
      long wanted =
          Math.max((long) length + count, Math.min(2L * bytes.length, Integer.MAX_VALUE - 16));
      if (wanted > Integer.MAX_VALUE - 16) {
        throw new LayerException("the table of contents of the layer is larger than 2 GiB");
      }
      bytes = Arrays.copyOf(bytes, (int) wanted);
    }
  }
}
