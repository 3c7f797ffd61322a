// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/** Collects a tar in large pieces, which are digested for the diffID and compressed. */
final class TarOutput {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final OutputStream compressor;
  private final MessageDigest diffId = Digest.newSha256();
  private final MessageDigest data = Digest.newSha256();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int used;
  private long flushedBytes;

  TarOutput(OutputStream compressor) {
    this.compressor = compressor;
  }

  void write(ByteBuilder blocks) throws IOException {
    int at = 0;
    while (at < blocks.length()) {
      int count = Math.min(blocks.length() - at, room());
      System.arraycopy(blocks.array(), at, buffer, used, count);
      used += count;
      at += count;
    }
  }

  /** Writes the data of a file, which must be as long as its entry says, and digests it. */
  Digest writeData(Entry file, DataSource source) throws IOException {
    try (InputStream in = source.open()) {
      long left = file.sizeBytes();
      while (left > 0) {
        int wanted = (int) Math.min(left, room());
        int count = in.read(buffer, used, wanted);
        if (count < 0) {
          throw changed(file, "has " + (file.sizeBytes() - left) + " bytes");
        }
        data.update(buffer, used, count);
        used += count;
        left -= count;
      }
      if (in.read() >= 0) {
        throw changed(file, "has more");
      }
    }
    pad();
    return Digest.of(data.digest());
  }

  private static LayerException changed(Entry file, String actual) {
    return new LayerException(
        file.path()
            + " changed while it was read: expected "
            + file.sizeBytes()
            + " bytes, it "
            + actual);
  }

  /** Two blocks of zeros end a tar. */
  Digest finish() throws IOException {
    zeros(2 * TarHeaders.BLOCK_BYTES);
    flush();
    return Digest.of(diffId.digest());
  }

  long sizeBytes() {
    return flushedBytes + used;
  }

  private void pad() throws IOException {
    int rest = (int) (sizeBytes() % TarHeaders.BLOCK_BYTES);
    if (rest > 0) {
      zeros(TarHeaders.BLOCK_BYTES - rest);
    }
  }

  private void zeros(int count) throws IOException {
    int left = count;
    while (left > 0) {
      int now = Math.min(left, room());
      Arrays.fill(buffer, used, used + now, (byte) 0);
      used += now;
      left -= now;
    }
  }

  private int room() throws IOException {
    if (used == buffer.length) {
      flush();
    }
    return buffer.length - used;
  }

  private void flush() throws IOException {
    diffId.update(buffer, 0, used);
    compressor.write(buffer, 0, used);
    flushedBytes += used;
    used = 0;
  }
}
