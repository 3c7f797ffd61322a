// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The scratch space of one build: {@code work/<random>/}, locked while the build lives.
 *
 * <p>The lock is an fcntl lock on the file {@code lock} in it and dies with its process. Whoever
 * can take the lock of another build's directory knows that build is dead and removes what it left.
 */
final class WorkDirectory implements AutoCloseable {
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel channel;
  private final AtomicInteger counter = new AtomicInteger();

  private WorkDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes and locks a new directory below {@code work}. */
  static WorkDirectory create(Path work) throws IOException {
    Files.createDirectories(work);
    // Dotted until it is locked, so that nobody takes it for a dead build's.
    Path temporary = Files.createTempDirectory(work, ".new");
    FileChannel channel = open(temporary.resolve(LOCK));
    channel.lock();
    Path path = work.resolve(temporary.getFileName().toString().substring(1));
    Files.move(temporary, path);
    return new WorkDirectory(path, channel);
  }

  /** Removes what dead builds left beside this one. */
  void sweepOthers() throws IOException {
    try (DirectoryStream<Path> builds = Files.newDirectoryStream(path.getParent())) {
      for (Path build : builds) {
        // Opening and closing our own lock file would drop our lock: fcntl locks are a process's.
        if (!build.getFileName().equals(path.getFileName()) && isDead(build)) {
          FileTrees.delete(build);
        }
      }
    }
  }

  private static boolean isDead(Path build) throws IOException {
    if (build.getFileName().toString().startsWith(".")) {
      return Files.getLastModifiedTime(build).toMillis() < System.currentTimeMillis() - 60_000;
    }
    try (FileChannel channel = open(build.resolve(LOCK));
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static FileChannel open(Path lock) throws IOException {
    return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** A new empty directory in here; {@code purpose} is for people who look. */
  Path newDirectory(String purpose) throws IOException {
    return Files.createDirectory(path.resolve(purpose + "-" + counter.incrementAndGet()));
  }

  /** A name in here that nothing has yet. */
  Path newName(String purpose) {
    return path.resolve(purpose + "-" + counter.incrementAndGet());
  }

  /** Removes the directory with everything in it. */
  @Override
  public void close() throws IOException {
    try {
      FileTrees.delete(path);
    } finally {
      channel.close();
    }
  }
}
