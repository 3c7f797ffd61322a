// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.nio.file.Path;
import java.util.List;

/**
 * Layer directories as an overlay mount takes them, whiteouts and opaque directories in the form of
 * {@code userxattr}.
 *
 * @param lowers top layer first, 1 to 500 of them; any character may be in a path
 * @param upper takes what changes. Its own mode, owner and times are those of the container's root
 *     directory: who makes it copies them from below
 * @param work an empty directory on the file system of {@code upper}, used up by the run
 */
public record Overlay(List<Path> lowers, Path upper, Path work) {
  /** The most layers that the kernel takes. */
  public static final int MOST_LAYERS = 500;

  public Overlay {
    lowers = List.copyOf(lowers);
    if (lowers.isEmpty() || lowers.size() > MOST_LAYERS) {
      throw new IllegalArgumentException(lowers.size() + " layers are not 1 to " + MOST_LAYERS);
    }
    for (Path path : lowers) {
      requireAbsolute(path);
    }
    requireAbsolute(upper);
    requireAbsolute(work);
  }

  private static void requireAbsolute(Path path) {
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("overlay directory \"" + path + "\" is not absolute");
    }
  }
}
