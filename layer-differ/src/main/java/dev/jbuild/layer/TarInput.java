// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.io.InputStream;

/** Hands out the bytes of a tar from one large buffer. */
final class TarInput {
  private final InputStream in;
  private final byte[] buffer = new byte[256 * 1024];
  private int at;
  private int end;
  private long total;

  TarInput(InputStream in) {
    this.in = in;
  }

  /** The buffer in which {@link #block} and {@link #slice} leave bytes. */
  byte[] buffer() {
    return buffer;
  }

  /** Where the next block of 512 bytes is in the buffer, or negative at the end of the stream. */
  int block() throws IOException {
    while (end - at < TarHeaders.BLOCK_BYTES) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
      at = 0;
      if (!fill()) {
        if (end == 0) {
          return -1;
        }
        throw truncated();
      }
    }
    at += TarHeaders.BLOCK_BYTES;
    return at - TarHeaders.BLOCK_BYTES;
  }

  /** Takes at most {@code max} bytes, at least one; they begin at {@link #sliceStart}. */
  int slice(long max) throws IOException {
    if (at == end) {
      at = 0;
      end = 0;
      if (!fill()) {
        throw truncated();
      }
    }
    int count = (int) Math.min(max, end - at);
    at += count;
    return count;
  }

  /** Where the last slice of {@code count} bytes begins. */
  int sliceStart(int count) {
    return at - count;
  }

  void skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      left -= slice(left);
    }
  }

  /** Reads all that is left, whatever it is. */
  void drain() throws IOException {
    do {
      at = 0;
      end = 0;
    } while (fill());
  }

  long totalBytes() {
    return total;
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, end, buffer.length - end);
    if (count <= 0) {
      return false;
    }
    end += count;
    total += count;
    return true;
  }

  static LayerException truncated() {
    return new LayerException("the layer is truncated: its tar ends in the middle of an entry");
  }
}
