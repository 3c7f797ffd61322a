// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.rootless.HostFiles;
import dev.jbuild.rootless.NativeLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Contexts on disk for tests. The processes that list them end with the tests' JVM. */
final class HostTrees {
  static final NativeLauncher LAUNCHER = launcher();

  private HostTrees() {}

  static ContextTree tree(Path directory, IgnorePatterns ignored) {
    return new ContextTree(directory, ignored, HostFiles.below(directory, LAUNCHER));
  }

  private static NativeLauncher launcher() {
    try {
      return NativeLauncher.locate(Path.of("target/launcher").toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
