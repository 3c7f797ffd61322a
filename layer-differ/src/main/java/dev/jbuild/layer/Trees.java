// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Removes trees, and makes and reads symbolic links with exactly the text that they have. */
public final class Trees {
  private Trees() {}

  /** Deletes what is at {@code path}, links not followed; does nothing if there is nothing. */
  public static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
        for (Path child : children) {
          delete(child);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  /** What a file or directory on disk is, with the owner that {@code owners} keeps for it. */
  public static Attributes attributes(Path path, Owners owners) throws IOException {
    return DiskTree.attributes(path, owners);
  }

  /** Gives a directory the attributes of an entry. */
  public static void apply(Path directory, Attributes attributes, Owners owners)
      throws IOException {
    new AttributeWriter(directory, owners).apply(directory, Entry.directory("", attributes));
  }

  static void makeSymlink(Path path, String target) throws IOException {
    if (!FileNames.needsUri(target) && Path.of(target).toString().equals(target)) {
      Files.createSymbolicLink(path, Path.of(target));
    } else {
      NativeFiles.makeSymlink(path, FileNames.toBytes(target));
    }
  }

  /** The text of a symbolic link, bytes that are not UTF-8 included; see {@link FileNames}. */
  public static String readSymlink(Path path) throws IOException {
    String target = Files.readSymbolicLink(path).toString();
    return FileNames.needsUri(target) ? FileNames.fromBytes(NativeFiles.readSymlink(path)) : target;
  }
}
