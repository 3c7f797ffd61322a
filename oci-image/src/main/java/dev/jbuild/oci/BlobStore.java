// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Blobs by digest, as files {@code blobs/sha256/<hex>} of an image layout.
 *
 * <p>A blob is written under a temporary name and renamed when its digest is known, so that any
 * number of processes may share a store and one that is killed leaves no half-written blob. See
 * image-spec image-layout.md, "Blobs".
 */
public final class BlobStore {
  private final Path blobs;
  private final Path temporary;

  /** A store below {@code root}, whose directories are made when the first blob is written. */
  public BlobStore(Path root) {
    this.blobs = root.resolve("blobs").resolve("sha256");
    this.temporary = blobs;
  }

  /**
   * A store that writes unfinished blobs into {@code temporary}, a directory on the same file
   * system that somebody sweeps: a process that is killed can't.
   */
  public BlobStore(Path root, Path temporary) {
    this.blobs = root.resolve("blobs").resolve("sha256");
    this.temporary = temporary;
  }

  /** Where all blobs are. */
  public Path directory() {
    return blobs;
  }

  /** Where the blob is, or would be. */
  public Path path(Digest digest) {
    return blobs.resolve(digest.hex());
  }

  public boolean contains(Digest digest) {
    return Files.isRegularFile(path(digest));
  }

  /** The size in bytes of a blob, if it is here. */
  public Optional<Long> sizeBytes(Digest digest) throws IOException {
    return contains(digest) ? Optional.of(Files.size(path(digest))) : Optional.empty();
  }

  /** Opens a blob; the caller closes it. Contents were verified when the blob was written. */
  public InputStream open(Digest digest) throws IOException {
    return Files.newInputStream(path(digest));
  }

  /** Reads a small blob, such as a manifest or a config, and verifies its digest. */
  public byte[] read(Digest digest) throws IOException {
    byte[] data = Files.readAllBytes(path(digest));
    Digest actual = Digest.ofData(data);
    if (!actual.equals(digest)) {
      throw new OciException(
          "blob " + digest + " in the store is damaged: its content has digest " + actual);
    }
    return data;
  }

  /** Writes a small blob; does nothing if it is here already. */
  public Digest put(byte[] data) throws IOException {
    Digest digest = Digest.ofData(data);
    if (contains(digest)) {
      return digest;
    }
    try (Writer writer = newWriter()) {
      writer.write(data);
      return writer.commit();
    }
  }

  /** A stream into the store; what isn't committed when it is closed is removed. */
  public Writer newWriter() throws IOException {
    Files.createDirectories(blobs);
    return new Writer(TemporaryFiles.newFile(temporary));
  }

  /** Writes one blob and computes its digest on the way; not thread-safe. */
  public final class Writer extends FilterOutputStream {
    private final Path temporary;
    private final FileOutputStream file;
    private final MessageDigest sha256 = Digest.newSha256();
    private long sizeBytes;
    private boolean committed;

    private Writer(Path temporary) throws IOException {
      this(temporary, new FileOutputStream(temporary.toFile()));
    }

    private Writer(Path temporary, FileOutputStream out) {
      super(out);
      this.temporary = temporary;
      this.file = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
      out.write(data, offset, length);
      sha256.update(data, offset, length);
      sizeBytes += length;
    }

    /** Where the bytes are until they are committed. */
    public Path file() {
      return temporary;
    }

    /** Bytes written so far. */
    public long sizeBytes() {
      return sizeBytes;
    }

    /** Gives the blob its name and returns its digest; the writer accepts nothing more. */
    public Digest commit() throws IOException {
      return commitAs(Digest.of(sha256.digest()));
    }

    /** As {@link #commit}, but an {@link OciException} if the content isn't {@code expected}. */
    public Digest commitVerified(Digest expected) throws IOException {
      Digest actual = Digest.of(sha256.digest());
      if (!actual.equals(expected)) {
        throw new OciException("content has digest " + actual + ", expected " + expected);
      }
      return commitAs(actual);
    }

    private Digest commitAs(Digest digest) throws IOException {
      // A name that outlives a power cut must not outlive its bytes: nobody looks into them again.
      file.getFD().sync();
      out.close();
      Files.move(temporary, path(digest), StandardCopyOption.ATOMIC_MOVE);
      committed = true;
      return digest;
    }

    @Override
    public void close() throws IOException {
      out.close();
      if (!committed) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** Removes what killed processes have left among the blobs; nobody else may be writing. */
  public void deleteUnfinished() throws IOException {
    if (Files.isDirectory(blobs)) {
      TemporaryFiles.deleteAll(blobs);
    }
  }

  /** Removes a blob; does nothing if it isn't here. */
  public void delete(Digest digest) throws IOException {
    Files.deleteIfExists(path(digest));
  }
}
