// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A stream that another thread reads a megabyte ahead, so that to decompress a layer and to make
 * its files are done at the same time.
 *
 * <p>Once this is closed, that thread has ended and the stream below is the caller's again. What
 * that thread fails with is thrown where the bytes before it have been read. Not thread-safe.
 */
final class ReadAhead extends BlockInputStream {
  private static final int CHUNK_BYTES = 256 * 1024;
  private static final int CHUNKS = 4;

  private final InputStream in;
  private final BlockingQueue<Chunk> filled = new ArrayBlockingQueue<>(CHUNKS);
  private final BlockingQueue<Chunk> empty = new ArrayBlockingQueue<>(CHUNKS);
  private final Thread reader = new Thread(this::readAll, "read-ahead");
  private Chunk current = new Chunk();

  /** Begins to read. */
  ReadAhead(InputStream in) {
    this.in = in;
    for (int i = 0; i < CHUNKS; i++) {
      empty.add(new Chunk());
    }
    reader.setDaemon(true);
    reader.start();
  }

  private static final class Chunk {
    private byte @Nullable [] bytes;
    private int at;
    private int end;
    private @Nullable Throwable failure;

    byte[] bytes() {
      if (bytes == null) {
        bytes = new byte[CHUNK_BYTES];
      }
      return bytes;
    }
  }

  private void readAll() {
    try {
      boolean more = true;
      while (more) {
        Chunk chunk = empty.take();
        more = fill(chunk);
        filled.put(chunk);
      }
    } catch (InterruptedException e) {
      // Closed: nobody wants the rest.
      return;
    }
  }

  /** False at the end and after a failure; a chunk of no bytes is the end. */
  private boolean fill(Chunk chunk) {
    byte[] bytes = chunk.bytes();
    chunk.at = 0;
    chunk.end = 0;
    try {
      while (chunk.end < bytes.length) {
        int count = in.read(bytes, chunk.end, bytes.length - chunk.end);
        if (count < 0) {
          return false;
        }
        chunk.end += count;
      }
      return true;
    } catch (IOException | RuntimeException | Error e) {
      chunk.failure = e;
      return false;
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (current.at == current.end) {
      if (current.failure != null) {
        throw failure(current.failure);
      }
      if (current.bytes != null && current.end < CHUNK_BYTES) {
        return -1;
      }
      next();
    }
    int count = Math.min(length, current.end - current.at);
    System.arraycopy(current.bytes(), current.at, target, offset, count);
    current.at += count;
    return count;
  }

  private void next() throws IOException {
    try {
      if (current.bytes != null) {
        empty.put(current);
      }
      current = filled.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static IOException failure(Throwable e) throws IOException {
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    throw (IOException) e;
  }

  @Override
  public void close() {
    boolean interrupted = false;
    reader.interrupt();
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
