// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.NativeFiles;
import dev.jbuild.oci.TemporaryFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The scratch space of one build: {@code work/<name>/}, locked while the build lives.
 *
 * <p>The lock is an fcntl lock on the file {@code lock} in it and dies with its process. Whoever
 * can take the lock of another build's directory knows that build is dead and removes what it left.
 */
final class WorkDirectory implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final Duration NEWBORN = Duration.ofMinutes(1);

  private final Path path;
  private final FileChannel channel;
  private final AtomicInteger counter = new AtomicInteger();

  private WorkDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes and locks a new directory below {@code work}. */
  static WorkDirectory create(Path work) throws IOException {
    if (!Files.isDirectory(work)) {
      Files.createDirectories(work);
      NativeFiles.spreadSubdirectories(work);
    }
    // Dotted until it is locked, so that nobody takes it for a dead build's.
    Path temporary = TemporaryFiles.newDirectory(work, ".");
    FileChannel channel =
        FileChannel.open(
            temporary.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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
        if (!build.getFileName().equals(path.getFileName())) {
          sweep(build);
        }
      }
    }
  }

  /** Removes {@code build} if it is dead, holding its lock: others may sweep at the same time. */
  private static void sweep(Path build) throws IOException {
    if (build.getFileName().toString().startsWith(".")
        || !Files.isDirectory(build, LinkOption.NOFOLLOW_LINKS)) {
      sweepIfOld(build);
      return;
    }
    try (FileChannel channel = FileChannel.open(build.resolve(LOCK), StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        delete(build);
      }
    } catch (OverlappingFileLockException e) {
      // A living build of this process.
      return;
    } catch (NoSuchFileException e) {
      deleteRest(build);
    }
  }

  /** The lock goes last: whoever removed it ended there, or is about to remove the directory. */
  private static void deleteRest(Path build) throws IOException {
    try {
      FileTrees.delete(build);
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /** The lock is held until all else is gone, so that a dead build's directory always has one. */
  private static void delete(Path build) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(build)) {
      for (Path child : children) {
        if (!child.getFileName().toString().equals(LOCK)) {
          FileTrees.delete(child);
        }
      }
    }
    Files.deleteIfExists(build.resolve(LOCK));
    Files.deleteIfExists(build);
  }

  /** A build is about to begin, or died at that. */
  private static void sweepIfOld(Path build) throws IOException {
    try {
      FileTime modified = Files.getLastModifiedTime(build, LinkOption.NOFOLLOW_LINKS);
      if (modified.toInstant().isBefore(Instant.now().minus(NEWBORN))) {
        FileTrees.delete(build);
      }
    } catch (NoSuchFileException e) {
      // It has begun, or another build has removed it.
      return;
    }
  }

  Path path() {
    return path;
  }

  /** A new empty directory in here; {@code purpose} is for people who look. */
  Path newDirectory(String purpose) throws IOException {
    return Files.createDirectory(newName(purpose));
  }

  /**
   * A name in here that nothing has yet, in no build: ext4 chooses by the name where on the disk a
   * directory goes, and is slow where another was removed a moment ago.
   */
  Path newName(String purpose) {
    return path.resolve(
        purpose + "-" + counter.incrementAndGet() + "-" + Long.toHexString(System.nanoTime()));
  }

  /** Removes the directory with everything in it. */
  @Override
  public void close() throws IOException {
    try {
      delete(path);
    } finally {
      channel.close();
    }
  }
}
