// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Layer directories merged, and something in them.
 *
 * @param lowers top layer first; at least two of them without an upper
 * @param upper takes what is written; absent: nothing can be
 * @param inside a path in the merged tree, whose links resolve inside of it; absent: all of it
 */
public record OverlayMount(
    List<Path> lowers, Optional<Upper> upper, Optional<String> inside, String target)
    implements Mount {

  /**
   * Where what is written goes.
   *
   * @param work an empty directory on the file system of {@code directory}
   */
  public record Upper(Path directory, Path work) {}

  public OverlayMount {
    lowers = List.copyOf(lowers);
    int least = upper.isPresent() ? 1 : 2;
    if (lowers.size() < least || lowers.size() > Overlay.MOST_LAYERS) {
      throw new IllegalArgumentException(
          lowers.size() + " layers are not " + least + " to " + Overlay.MOST_LAYERS);
    }
    Mount.requireTarget("overlay", target);
  }
}
