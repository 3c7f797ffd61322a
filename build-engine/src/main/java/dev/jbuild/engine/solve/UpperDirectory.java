// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.layer.Entry;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.LayerToc;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The upper directory of an overlay once its layer is written. */
final class UpperDirectory {
  private UpperDirectory() {}

  /**
   * Removes what is not in the layer. Returns whether the directory then is the layer: it is not
   * where it hides a whole directory and the layer names what that held.
   */
  static boolean prune(Path upper, LayerToc toc) throws IOException {
    return prune(upper, "", toc);
  }

  private static boolean prune(Path directory, String path, LayerToc toc) throws IOException {
    if (isOpaque(directory)) {
      return false;
    }
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    }
    boolean exact = true;
    FileTime mtime = Files.getLastModifiedTime(directory);
    boolean changed = false;
    for (Path child : children) {
      String childPath = ScopedPath.join(path, FileNames.nameOf(child));
      Optional<Entry> entry = toc.find(childPath);
      if (entry.isEmpty()) {
        FileTrees.delete(child);
        changed = true;
      } else if (entry.get().isDirectory() && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        exact &= prune(child, childPath, toc);
      }
    }
    if (changed) {
      Files.setLastModifiedTime(directory, mtime);
    }
    return exact;
  }

  private static boolean isOpaque(Path directory) throws IOException {
    return Files.getFileAttributeView(directory, UserDefinedFileAttributeView.class)
        .list()
        .contains("overlay.opaque");
  }
}
