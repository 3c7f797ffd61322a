// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.nio.file.Path;

/**
 * A file or directory of the host that a container sees at a path of its own.
 *
 * <p>If nothing is at the target it is made for the time of the run and removed after it, the
 * modification time of the directory restored: the upper directory keeps no trace.
 *
 * @param source absolute; what is mounted below it is there too
 * @param target absolute; links resolve inside the container's root
 */
public record Bind(Path source, String target, boolean readOnly) {
  public Bind {
    if (!source.isAbsolute()) {
      throw new IllegalArgumentException("bind source \"" + source + "\" is not absolute");
    }
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException("bind target \"" + target + "\" is not absolute");
    }
  }
}
