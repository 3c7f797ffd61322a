// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Locks on pieces of work in a storage root, so that no two threads or processes do the same one at
 * a time: whoever waited looks first whether it has been done.
 *
 * <p>Between processes they are fcntl locks on single bytes of one file, which die with their
 * process and leave nothing to sweep. They are asked for again and again rather than waited for in
 * the kernel: that takes the locks of a process for those of one thread, and so sees deadlocks
 * where there are none.
 *
 * <p>They are taken in this order: a step, then a layer, its table of contents, a blob.
 */
final class RootLocks {
  private static final long FIRST_PAUSE_MILLIS = 2;
  private static final long LONGEST_PAUSE_MILLIS = 50;

  /** Of this process, as fcntl locks are; guarded by itself. */
  private static final Map<Path, Held> HELD = new HashMap<>();

  private final Path file;

  /** {@code file} is made when it is first needed. */
  RootLocks(Path file) {
    this.file = file;
  }

  /** What is locked. */
  enum Kind {
    STEP,
    LAYER,
    TOC,
    BLOB
  }

  /** The file while this process has a lock on it: closing it anywhere drops all locks. */
  private static final class Held {
    final FileChannel channel;

    /** By their bytes; empty while a thread still waits for another process. */
    final Map<Long, Optional<FileLock>> locks = new HashMap<>();

    Held(FileChannel channel) {
      this.channel = channel;
    }
  }

  /** A lock that is held; any thread may let it go, once. */
  static final class Lock implements AutoCloseable {
    private final Path file;
    private final long at;
    private boolean open = true;

    private Lock(Path file, long at) {
      this.file = file;
      this.at = at;
    }

    @Override
    public synchronized void close() {
      if (open) {
        open = false;
        release(file, at);
      }
    }
  }

  /** Waits until it has the lock; {@code waits} is told first if it has to. */
  Lock acquire(Kind kind, Digest key, Runnable waits) throws IOException {
    String hex = CacheKey.of("lock").with("kind", kind.name()).with("key", key).digest().hex();
    // 60 bits: there is no byte after the last one that a file can have.
    long at = Long.parseLong(hex.substring(0, 15), 16);
    Runnable once = once(waits);
    FileChannel channel = join(at, once);
    boolean locked = false;
    try {
      long pause = FIRST_PAUSE_MILLIS;
      FileLock lock = channel.tryLock(at, 1, false);
      while (lock == null) {
        once.run();
        Thread.sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        lock = channel.tryLock(at, 1, false);
      }
      got(lock);
      locked = true;
      return new Lock(file, at);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Futures.interrupted();
    } finally {
      if (!locked) {
        release(file, at);
      }
    }
  }

  /** Does {@code work} while holding a lock, for which nobody is told that it waits. */
  <T> T holding(Kind kind, Digest key, Once.Work<T> work) throws IOException {
    Lock lock = acquire(kind, key, () -> {});
    try {
      return work.run();
    } finally {
      lock.close();
    }
  }

  private static Runnable once(Runnable waits) {
    return new Runnable() {
      private boolean told;

      @Override
      public void run() {
        if (!told) {
          told = true;
          waits.run();
        }
      }
    };
  }

  /** Waits until no other thread of this process has the lock, or is about to. */
  private FileChannel join(long at, Runnable waits) throws IOException {
    synchronized (HELD) {
      for (Held held = HELD.get(file); held != null; held = HELD.get(file)) {
        if (held.locks.putIfAbsent(at, Optional.empty()) == null) {
          return held.channel;
        }
        waits.run();
        try {
          HELD.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw Futures.interrupted();
        }
      }
      Files.createDirectories(file.getParent());
      Held first =
          new Held(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      first.locks.put(at, Optional.empty());
      HELD.put(file, first);
      return first.channel;
    }
  }

  private void got(FileLock lock) {
    synchronized (HELD) {
      Optional.ofNullable(HELD.get(file))
          .orElseThrow()
          .locks
          .put(lock.position(), Optional.of(lock));
    }
  }

  private static void release(Path file, long at) {
    synchronized (HELD) {
      Held held = HELD.get(file);
      if (held == null || !held.locks.containsKey(at)) {
        throw new IllegalStateException("byte " + at + " of " + file + " is not locked");
      }
      try {
        Optional<FileLock> lock = held.locks.get(at);
        held.locks.remove(at);
        if (held.locks.isEmpty()) {
          HELD.remove(file);
          held.channel.close();
        } else if (lock != null && lock.isPresent()) {
          lock.get().release();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        HELD.notifyAll();
      }
    }
  }
}
