// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.jbuild.oci.Compression;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** Streams that decompress; a stream that ends too early is an IOException, never just shorter. */
public final class Decompressor {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int MAGIC_BYTES = 6;
  // xz -9 needs 65 MiB to decompress; what claims more is refused.
  private static final int XZ_MEMORY_KIB = 128 << 10;

  private Decompressor() {}

  /** What the first bytes of a stream say that it is. */
  public enum Format {
    PLAIN,
    GZIP,
    ZSTD,
    BZIP2,
    XZ
  }

  /** Opens a stream of a known compression; closing it leaves {@code in} open. */
  public static InputStream open(InputStream in, Compression compression) throws IOException {
    return switch (compression) {
      case NONE -> new KeepOpen(in);
      case GZIP -> gunzip(new KeepOpen(in));
      case ZSTD -> new ZstdInputStreamNoFinalizer(new KeepOpen(in));
    };
  }

  /**
   * Opens a stream whatever its compression, judged by its first bytes; closing it closes {@code
   * in}.
   */
  public static InputStream open(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
    return switch (detect(buffered)) {
      case PLAIN -> buffered;
      case GZIP -> gunzip(buffered);
      case ZSTD -> new ZstdInputStreamNoFinalizer(buffered);
      case BZIP2 -> new BufferedInputStream(new BZip2CompressorInputStream(buffered, true));
      case XZ -> new XZInputStream(buffered, XZ_MEMORY_KIB);
    };
  }

  /** Looks at the first bytes of a stream that supports marks, and goes back to the first. */
  public static Format detect(InputStream in) throws IOException {
    in.mark(MAGIC_BYTES);
    byte[] magic = in.readNBytes(MAGIC_BYTES);
    in.reset();
    if (begins(magic, 0x1F, 0x8B)) {
      return Format.GZIP;
    }
    if (begins(magic, 0x28, 0xB5, 0x2F, 0xFD)
        || (magic.length > 3
            && (magic[0] & 0xF0) == 0x50
            && begins(magic, magic[0], 0x2A, 0x4D, 0x18))) {
      return Format.ZSTD;
    }
    if (begins(magic, 'B', 'Z', 'h')) {
      return Format.BZIP2;
    }
    return begins(magic, 0xFD, '7', 'z', 'X', 'Z', 0) ? Format.XZ : Format.PLAIN;
  }

  private static boolean begins(byte[] data, int... magic) {
    if (data.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (data[i] != (byte) magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static InputStream gunzip(InputStream in) throws IOException {
    return new GZIPInputStream(new Eager(in), BUFFER_BYTES);
  }

  /**
   * Says that more is available whenever it is: GZIPInputStream looks for a further member only
   * then, and a socket with nothing in its buffer would end the layer there.
   */
  private static final class Eager extends BufferedInputStream {
    Eager(InputStream in) {
      super(in, BUFFER_BYTES);
    }

    @Override
    public synchronized int available() throws IOException {
      mark(1);
      int next = read();
      reset();
      return next < 0 ? 0 : Math.max(1, super.available());
    }
  }

  private static final class KeepOpen extends FilterInputStream {
    KeepOpen(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] data, int offset, int length) throws IOException {
      return in.read(data, offset, length);
    }

    @Override
    public void close() {
      // The caller's to close.
    }
  }
}
