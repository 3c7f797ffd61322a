// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Streams that compress a layer to the same bytes on every run. Closing leaves the target open. */
final class Compressor {
  private Compressor() {}

  static OutputStream open(LayerOptions options, OutputStream out) throws IOException {
    OutputStream target = new KeepOpen(out);
    return switch (options.compression()) {
      case NONE -> target;
      case GZIP -> new Gzip(options.level(), target);
      case ZSTD ->
          // One worker and more give the same bytes; none at all gives others.
          new ZstdOutputStreamNoFinalizer(target, options.level()).setWorkers(options.workers());
    };
  }

  /** Passes pieces on as they are; closing only flushes. */
  private static final class KeepOpen extends FilterOutputStream {
    KeepOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
      out.write(data, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  /** RFC 1952 with an empty header: no time, no name, operating system unknown. */
  private static final class Gzip extends OutputStream {
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

    private final OutputStream out;
    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[64 * 1024];

    Gzip(int level, OutputStream out) throws IOException {
      this.out = out;
      this.deflater = new Deflater(level, true);
      out.write(HEADER);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
      crc.update(data, offset, length);
      deflater.setInput(data, offset, length);
      while (!deflater.needsInput()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }

    @Override
    public void close() throws IOException {
      try {
        deflater.finish();
        while (!deflater.finished()) {
          out.write(buffer, 0, deflater.deflate(buffer));
        }
        writeInt((int) crc.getValue());
        writeInt((int) deflater.getBytesRead());
        out.close();
      } finally {
        deflater.end();
      }
    }

    private void writeInt(int value) throws IOException {
      out.write(
          new byte[] {
            (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
          });
    }
  }
}
