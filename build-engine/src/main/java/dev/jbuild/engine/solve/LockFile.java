// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A lock that is a file, against other threads and other processes: shared or exclusive.
 *
 * <p>Between processes it is an fcntl lock on a file. Such a lock is the whole process's, and
 * closing the file anywhere in it drops the lock: all threads have one channel for a file.
 */
final class LockFile implements AutoCloseable {
  /** Of this process, as fcntl locks are; guarded by itself. */
  private static final Map<Path, Held> HELD = new HashMap<>();

  private final Path file;

  private LockFile(Path file) {
    this.file = file;
  }

  /** A file that this process has locked, or is about to. */
  private static final class Held {
    final boolean exclusive;
    Optional<FileChannel> channel = Optional.empty();
    int holders;

    Held(boolean exclusive) {
      this.exclusive = exclusive;
    }
  }

  /** Waits until it has the lock; {@code waits} is told first if it has to. */
  static LockFile acquire(Path file, boolean exclusive, Runnable waits) throws IOException {
    Optional<Held> joined = joinOrBegin(file, exclusive, waits);
    if (joined.isPresent()) {
      return new LockFile(file);
    }
    Optional<FileChannel> channel = Optional.empty();
    try {
      channel = Optional.of(lock(file, exclusive, waits));
    } finally {
      begun(file, channel);
    }
    return new LockFile(file);
  }

  /** The lock for this thread alone, unless it is taken by anybody. */
  static Optional<LockFile> tryExclusive(Path file) throws IOException {
    synchronized (HELD) {
      if (HELD.containsKey(file)) {
        return Optional.empty();
      }
      HELD.put(file, new Held(true));
    }
    Optional<FileChannel> locked = Optional.empty();
    try {
      FileChannel channel = open(file);
      if (channel.tryLock() == null) {
        channel.close();
      } else {
        locked = Optional.of(channel);
      }
    } finally {
      begun(file, locked);
    }
    return locked.map(channel -> new LockFile(file));
  }

  /**
   * Joins those in this process that share the lock, or empty: this thread has to lock the file.
   */
  private static Optional<Held> joinOrBegin(Path file, boolean exclusive, Runnable waits) {
    boolean told = false;
    synchronized (HELD) {
      for (Held held = HELD.get(file); held != null; held = HELD.get(file)) {
        if (held.channel.isPresent() && !exclusive && !held.exclusive) {
          held.holders++;
          return Optional.of(held);
        }
        if (!told) {
          waits.run();
          told = true;
        }
        try {
          HELD.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw Futures.interrupted();
        }
      }
      HELD.put(file, new Held(exclusive));
      return Optional.empty();
    }
  }

  private static void begun(Path file, Optional<FileChannel> channel) {
    synchronized (HELD) {
      Held held = HELD.get(file);
      if (held != null && channel.isPresent()) {
        held.channel = channel;
        held.holders = 1;
      } else {
        HELD.remove(file);
      }
      HELD.notifyAll();
    }
  }

  private static FileChannel lock(Path file, boolean exclusive, Runnable waits) throws IOException {
    FileChannel channel = open(file);
    boolean locked = false;
    try {
      if (channel.tryLock(0, Long.MAX_VALUE, !exclusive) == null) {
        waits.run();
        channel.lock(0, Long.MAX_VALUE, !exclusive);
      }
      locked = true;
      return channel;
    } catch (FileLockInterruptionException | ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
      throw Futures.interrupted();
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      Held held = HELD.get(file);
      if (held == null) {
        throw new IllegalStateException(file + " is not locked");
      }
      held.holders--;
      if (held.holders == 0) {
        HELD.remove(file);
        HELD.notifyAll();
        held.channel.orElseThrow().close();
      }
    }
  }
}
