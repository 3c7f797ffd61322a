// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file, socket or directory of the host, or something in a directory of it.
 *
 * @param source absolute; what is mounted below it is there too
 * @param inside a path in {@code source}, whose links resolve inside of it; absent: all of it
 */
public record Bind(Path source, Optional<String> inside, String target, boolean readOnly)
    implements Mount {
  public Bind {
    if (!source.isAbsolute()) {
      throw new IllegalArgumentException("bind source \"" + source + "\" is not absolute");
    }
    Mount.requireTarget("bind", target);
  }

  public Bind(Path source, String target, boolean readOnly) {
    this(source, Optional.empty(), target, readOnly);
  }
}
