// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes files and directories that only their owner may read, with names that nothing has yet.
 *
 * <p>Java's own take their names from a secure source of random numbers, for which a process needs
 * 15 ms at first: worth it where others may write too, which is nowhere in a store.
 */
public final class TemporaryFiles {
  private static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = mode("rwx------");
  private static final String PREFIX = ".tmp";
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private TemporaryFiles() {}

  /** A new empty file {@code .tmp…}. */
  public static Path newFile(Path directory) throws IOException {
    try {
      return Files.createFile(directory.resolve(PREFIX + newName()), FILE);
    } catch (FileAlreadyExistsException e) {
      return newFile(directory);
    }
  }

  /** Removes all that {@link #newFile} made in a directory and that is still there. */
  public static void deleteAll(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A new empty directory whose name begins with {@code prefix}. */
  public static Path newDirectory(Path directory, String prefix) throws IOException {
    try {
      return Files.createDirectory(directory.resolve(prefix + newName()), DIRECTORY);
    } catch (FileAlreadyExistsException e) {
      return newDirectory(directory, prefix);
    }
  }

  /** Processes of two containers may have one number, but hardly at one nanosecond. */
  private static String newName() {
    return ProcessHandle.current().pid()
        + "-"
        + COUNTER.incrementAndGet()
        + "-"
        + Long.toHexString(System.nanoTime());
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
