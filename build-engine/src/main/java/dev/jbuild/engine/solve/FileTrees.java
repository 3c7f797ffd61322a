// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Removing directories of the storage root, whatever modes their contents have. */
final class FileTrees {
  private FileTrees() {}

  /** Removes {@code path} and all below it; links are removed, not followed. */
  static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      deleteChildren(path);
    }
    Files.deleteIfExists(path);
  }

  private static void deleteChildren(Path directory) throws IOException {
    if (!Files.isReadable(directory)
        || !Files.isWritable(directory)
        || !Files.isExecutable(directory)) {
      // The overlay's own work directory has mode 000; an owner may change that.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (NoSuchFileException e) {
      // Another process removes the same tree.
      return;
    }
    // Only now, so that a deep tree needs no more open files than a flat one.
    for (Path child : children) {
      delete(child);
    }
  }
}
