// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.rootless.HostFiles;
import dev.jbuild.rootless.NativeLauncher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens directories of the host as trees, and ends what lists them. Thread-safe. */
final class DirectoryTrees implements AutoCloseable {
  private final NativeLauncher launcher;
  private final List<HostFiles> opened = new ArrayList<>();

  DirectoryTrees(NativeLauncher launcher) {
    this.launcher = launcher;
  }

  synchronized ContextTree open(Path directory, IgnorePatterns ignored) {
    HostFiles files = HostFiles.below(directory.toAbsolutePath(), launcher);
    opened.add(files);
    return new ContextTree(directory, ignored, files);
  }

  @Override
  public synchronized void close() {
    opened.forEach(HostFiles::close);
    opened.clear();
  }
}
