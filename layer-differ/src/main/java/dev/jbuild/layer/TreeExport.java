// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes what a container sees into a plain directory. */
public final class TreeExport {
  private TreeExport() {}

  /**
   * Writes all of {@code view} into {@code directory}, which may hold files already: files of the
   * same names are replaced, directories merged, and symbolic links on the way never followed.
   *
   * @return the paths of the device nodes, which are not written
   */
  public static List<String> write(MergedView view, Path directory, Owners owners)
      throws IOException {
    Files.createDirectories(directory);
    DirectoryTarget target = new DirectoryTarget(directory, owners);
    List<String> devices = new ArrayList<>();
    List<Entry> directories = new ArrayList<>();
    view.walk("", entry -> write(view, directory, target, entry, directories, devices));
    target.finish(directories);
    return devices;
  }

  private static void write(
      MergedView view,
      Path directory,
      DirectoryTarget target,
      Entry entry,
      List<Entry> directories,
      List<String> devices)
      throws IOException {
    Path path = FileNames.resolve(directory, entry.path());
    if (entry.isDirectory()) {
      directories.add(entry);
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(path);
        Files.createDirectory(path);
      }
      return;
    }
    if (entry.type().isDevice()) {
      devices.add(entry.path());
      return;
    }
    Trees.delete(path);
    switch (entry.type()) {
      case FILE -> copy(view, entry, target);
      case HARD_LINK -> target.makeLink(entry.path(), entry.linkTarget().orElseThrow());
      default -> target.makeOther(entry);
    }
  }

  private static void copy(MergedView view, Entry file, DirectoryTarget target) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = view.open(file.path());
        LayerTarget.FileTarget out = target.makeFile(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.data(buffer, 0, count);
      }
    }
  }
}
