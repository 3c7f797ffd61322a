// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

/**
 * Something that a container sees at a path of its own. The host's device nodes never work in it.
 *
 * <p>If nothing is at the target it is made for the time of the run and removed after it, the
 * modification time of the directory restored: the upper directory keeps no trace.
 */
public sealed interface Mount permits Bind, OverlayMount, TmpfsMount, FileMount {

  /** Absolute; links resolve inside the container's root. */
  String target();

  /** Throws IllegalArgumentException unless the target is absolute. */
  static void requireTarget(String kind, String target) {
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException(kind + " target \"" + target + "\" is not absolute");
    }
  }
}
