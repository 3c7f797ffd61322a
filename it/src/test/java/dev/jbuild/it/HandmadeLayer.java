// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import dev.jbuild.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A gzip layer as the tests want it: from any tar, also from one that no builder would write. */
record HandmadeLayer(Path file, Digest digest, Digest diffId, long sizeBytes) {

  static HandmadeLayer ofTar(Path directory, byte[] tar) throws IOException {
    return ofTar(directory, new ByteArrayInputStream(tar));
  }

  /** Compresses {@code tar} into a new file of {@code directory}. */
  static HandmadeLayer ofTar(Path directory, InputStream tar) throws IOException {
    Path file = Files.createTempFile(directory, "layer-", ".tar.gz");
    try (OutputStream out = Files.newOutputStream(file);
        GZIPOutputStream gzip = new FastGzip(out)) {
      tar.transferTo(gzip);
    }
    return ofFile(file);
  }

  /** A file that is compressed already. */
  static HandmadeLayer ofFile(Path file) throws IOException {
    MessageDigest whole = Digest.newSha256();
    MessageDigest inner = Digest.newSha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), whole);
        InputStream tar = new DigestInputStream(new GZIPInputStream(in, 65_536), inner)) {
      tar.transferTo(OutputStream.nullOutputStream());
      in.transferTo(OutputStream.nullOutputStream());
    }
    return new HandmadeLayer(
        file, Digest.of(whole.digest()), Digest.of(inner.digest()), Files.size(file));
  }

  /** The same descriptor for other bytes: what is in the file no longer fits the diffID. */
  HandmadeLayer withData(byte[] data) throws IOException {
    Path other = Files.createTempFile(file.getParent(), "layer-", ".bad");
    Files.write(other, data);
    return new HandmadeLayer(other, Digest.ofData(data), diffId, data.length);
  }

  /** Writes tar entries one after the other; names are taken as they are. */
  static final class Tar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream out =
        new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());

    Tar() {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    Tar file(String name, String content) throws IOException {
      byte[] data = content.getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(data.length);
      entry.setMode(0644);
      out.putArchiveEntry(entry);
      out.write(data);
      out.closeArchiveEntry();
      return this;
    }

    Tar directory(String name) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_DIR, true);
      entry.setMode(0755);
      out.putArchiveEntry(entry);
      out.closeArchiveEntry();
      return this;
    }

    Tar symlink(String name, String target) throws IOException {
      return link(name, target, TarConstants.LF_SYMLINK);
    }

    Tar hardLink(String name, String target) throws IOException {
      return link(name, target, TarConstants.LF_LINK);
    }

    private Tar link(String name, String target, byte type) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
      entry.setLinkName(target);
      entry.setMode(0777);
      out.putArchiveEntry(entry);
      out.closeArchiveEntry();
      return this;
    }

    byte[] toBytes() throws IOException {
      out.close();
      return bytes.toByteArray();
    }
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 65_536);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
