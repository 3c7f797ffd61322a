// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tukaani.xz.MemoryLimitException;

/**
 * Reads archives that users give: tars, compressed in any way that {@link Decompressor} knows.
 *
 * <p>Unlike in layers, names that begin with {@code .wh.} mean nothing and so can't be: each is a
 * {@link LayerException}, as is all that {@link LayerReader} refuses. Devices are kept.
 */
public final class ArchiveReader {
  private ArchiveReader() {}

  /**
   * Whether a file is an archive: judged by its content, it is if a first header can be read.
   * LayerException if that would take too much memory.
   */
  public static boolean isArchive(DataSource file) throws IOException {
    try (InputStream data = file.open()) {
      BufferedInputStream buffered = new BufferedInputStream(data);
      buffered.mark(1);
      if (buffered.read() < 0) {
        return false;
      }
      buffered.reset();
      // Block by block: damage further on must not make it look like no archive.
      try (InputStream tar = new Decompressed(buffered, TarHeaders.BLOCK_BYTES)) {
        return new TarReader(new TarInput(tar)).next().isPresent();
      } catch (LayerException e) {
        if (e.getCause() instanceof MemoryLimitException) {
          throw e;
        }
        return false;
      }
    }
  }

  /**
   * Reads an archive to its end. Symbolic links of the archive on the way of its entries are
   * followed within it. Hard links may name files that {@code lower} knows.
   *
   * @param data a new file, in which the data of all files is left for the items to read
   * @return the entries in order; directories without an entry of their own are implied
   */
  public static List<LayerItem> read(DataSource archive, Path data, LowerLookup lower)
      throws IOException {
    try (InputStream in = archive.open();
        InputStream tar = new Decompressed(in, Integer.MAX_VALUE);
        ArchiveTarget target = new ArchiveTarget(data)) {
      TarInput input = new TarInput(tar);
      LayerToc toc = LayerAssembly.ofArchive(new TarReader(input), lower, target).run();
      input.drain();
      List<LayerItem> items = new ArrayList<>(toc.size());
      for (Entry entry : toc.entries()) {
        items.add(new LayerItem(entry, target.data(entry)));
      }
      return items;
    } catch (LayerException e) {
      // What reads the tar speaks of layers.
      String message = String.valueOf(e.getMessage());
      throw new LayerException(message.replace("the layer", "the archive"), e);
    }
  }

  /** Tells data that can't be decompressed from a disk that can't be written. */
  private static final class Decompressed extends FilterInputStream {
    private final int mostAtOnce;

    Decompressed(InputStream in, int mostAtOnce) {
      super(open(in));
      this.mostAtOnce = mostAtOnce;
    }

    private static InputStream open(InputStream in) {
      try {
        return Decompressor.open(in);
      } catch (IOException e) {
        throw damaged(e);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      try {
        return in.read(buffer, offset, Math.min(length, mostAtOnce));
      } catch (IOException | IndexOutOfBoundsException e) {
        // The latter is how some decompressors find out.
        throw damaged(e);
      }
    }

    private static LayerException damaged(Exception e) {
      String why = e.getMessage() == null ? "it ends too early" : e.getMessage();
      return new LayerException("the layer is damaged or truncated: " + why, e);
    }
  }
}
