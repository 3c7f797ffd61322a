// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * A blob on its way into the store: one thread writes it, others may read at the same time what is
 * there already. Who has read to the end has read a blob whose digest is right.
 */
final class IncomingBlob {
  private static final int BUFFER_BYTES = 1 << 17;

  private final CompletableFuture<Path> unfinished = new CompletableFuture<>();
  private final CompletableFuture<Path> finished = new CompletableFuture<>();
  private long writtenBytes;

  /** Brings the blob, by {@link #copy} if it isn't there, and returns its file in the store. */
  @FunctionalInterface
  interface Source {
    Path bring() throws IOException;
  }

  /** Brings the blob in this thread; a failure goes to those who wait for it. */
  void bring(Source source) {
    try {
      Path file = source.bring();
      finished.complete(file);
      unfinished.complete(file);
    } catch (IOException | RuntimeException | Error e) {
      finished.completeExceptionally(e);
      unfinished.completeExceptionally(e);
    }
    synchronized (this) {
      notifyAll();
    }
  }

  /**
   * Copies {@code in} to {@code out}, for those who read along. If that is done anew because
   * something else came, who has read along until then reads nonsense, and should read again.
   */
  void copy(InputStream in, BlobStore.Writer out) throws IOException {
    synchronized (this) {
      writtenBytes = 0;
    }
    unfinished.complete(out.file());
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      synchronized (this) {
        writtenBytes += n;
        notifyAll();
      }
    }
  }

  /** The blob in the store, once all of it is there and verified. */
  Path await() throws IOException {
    return Futures.await(finished);
  }

  /** Reads along; the caller closes it. */
  InputStream stream() throws IOException {
    Path file = Futures.await(unfinished);
    try {
      if (finished.isDone()) {
        return Files.newInputStream(await());
      }
      return new Follower(FileChannel.open(file));
    } catch (NoSuchFileException e) {
      return Files.newInputStream(await());
    }
  }

  /** How much is there, more than {@code position}; or as much, if nothing will follow. */
  private synchronized long awaitMoreThan(long position) {
    while (writtenBytes <= position && !finished.isDone()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Futures.interrupted();
      }
    }
    return writtenBytes;
  }

  private final class Follower extends BlockInputStream {
    private final FileChannel file;

    Follower(FileChannel file) {
      this.file = file;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      long available = awaitMoreThan(file.position()) - file.position();
      if (available == 0) {
        await();
        return -1;
      }
      return available < 0
          ? -1
          : file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, available)));
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
