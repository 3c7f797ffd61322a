// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.rootless.NativeLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Whether this JVM is in the namespaces of a build, and how to start one that is. */
public final class NativeStart {
  private NativeStart() {}

  /** Whether the native launcher started this JVM. */
  public static boolean isDone() {
    return System.getProperty(NativeLauncher.PROPERTY) != null;
  }

  /**
   * The command that becomes {@code java arguments} in namespaces of its own, by the launcher that
   * is in our jars.
   *
   * @param directory where the launcher is unpacked to, once
   */
  public static List<String> command(Path directory, Path java, List<String> arguments)
      throws IOException {
    return NativeLauncher.locate(directory).enterCommand(java, arguments);
  }
}
