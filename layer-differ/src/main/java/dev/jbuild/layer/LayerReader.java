// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import com.github.luben.zstd.ZstdIOException;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.ZipException;

/**
 * Reads layers, in one pass, and unpacks them in overlay form; trusts nothing that they say.
 *
 * <p>Names are taken relative to the root; a name with "..", an entry below something that is no
 * directory in the same layer, a hard link to nothing, sizes that contradict each other, and more
 * than 10 million entries or 1 TiB are each a {@link LayerException}. Nothing is ever written
 * through a symbolic link, since each directory on the way was made here. Device nodes are in the
 * table of contents only. What follows the end of the tar is digested and otherwise ignored.
 */
public final class LayerReader {
  private final LowerLookup lower;

  /** Hard links may name files of the layers below, which {@code lower} knows. */
  public LayerReader(LowerLookup lower) {
    this.lower = lower;
  }

  /** Reads a layer without unpacking it; the stream is read to its end and stays open. */
  public ReadLayer readToc(InputStream blob, Compression compression) throws IOException {
    return read(blob, compression, LayerTarget.nowhere());
  }

  /**
   * Unpacks a layer into an empty directory, in overlay form: whiteouts are character devices 0/0,
   * opaque directories have the xattr {@code user.overlay.opaque}. The stream is read to its end
   * and stays open; after an exception the directory is to be removed.
   */
  public ReadLayer unpack(
      InputStream blob, Compression compression, Path emptyDirectory, Owners owners)
      throws IOException {
    return read(blob, compression, new DirectoryTarget(emptyDirectory, owners));
  }

  private ReadLayer read(InputStream blob, Compression compression, LayerTarget target)
      throws IOException {
    MessageDigest diffId = Digest.newSha256();
    try (InputStream tar = Decompressor.open(blob, compression);
        InputStream digested = new ReadAhead(new DigestInputStream(tar, diffId))) {
      TarInput input = new TarInput(digested);
      LayerToc toc = LayerAssembly.of(new TarReader(input), lower, target).run();
      input.drain();
      return new ReadLayer(Digest.of(diffId.digest()), input.totalBytes(), toc);
    } catch (EOFException e) {
      throw new LayerException("the layer is truncated: its compressed data ends too early", e);
    } catch (ZipException | ZstdIOException e) {
      throw new LayerException("the layer is damaged: " + e.getMessage(), e);
    }
  }
}
