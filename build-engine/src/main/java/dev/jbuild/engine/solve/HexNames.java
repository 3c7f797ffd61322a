// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Directories whose files and folders are named by the hex digits of a SHA-256 digest. */
final class HexNames {
  private static final int DIGITS = 64;

  private HexNames() {}

  /** The digests that something in {@code directory} is named by; none if there is no directory. */
  static List<Digest> in(Path directory) throws IOException {
    List<Digest> found = new ArrayList<>();
    for (Path child : children(directory)) {
      String name = child.getFileName().toString();
      if (name.length() == DIGITS && name.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
        found.add(Digest.parse("sha256:" + name));
      }
    }
    return found;
  }

  /** What is in a directory; nothing if there is none. */
  static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }
}
