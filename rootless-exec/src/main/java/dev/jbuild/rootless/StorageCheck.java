// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether containers can have their storage in a directory. */
public final class StorageCheck {
  private StorageCheck() {}

  /**
   * Makes a small overlay in the directory, which may not exist yet, and takes it away again: a few
   * milliseconds. Prepares the directory for layers that are unpacked right in it. The directory of
   * a container without a volume is an overlay itself and fails here.
   *
   * @throws RootlessException if an overlay can't have its upper directory there; says what to do
   */
  public static void requireOverlay(NativeLauncher launcher, Path directory)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Process process = launcher.start("--probe-overlay", directory.toAbsolutePath().toString());
    LauncherReport report = LauncherReport.parse(process.getErrorStream().readAllBytes());
    process.waitFor();
    if (report.error().isPresent()) {
      throw new RootlessException(report.error().get());
    }
    if (!report.has("ok")) {
      throw new RootlessException(
          "cannot tell whether " + directory + " can hold an overlay: " + report);
    }
  }
}
