// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether containers can be had: their storage in a directory, their ids. */
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
    space(launcher, directory);
  }

  /**
   * The room that there is.
   *
   * @param inodes 0 where the file system has no limit of them
   */
  public record Space(long freeBytes, long freeInodes, long inodes) {}

  /** As {@link #requireOverlay}, and tells what room there is. */
  public static Space space(NativeLauncher launcher, Path directory)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    LauncherReport report = ask(launcher, "--probe-overlay", directory.toAbsolutePath().toString());
    if (!report.has("ok")) {
      throw new RootlessException(
          "cannot tell whether " + directory + " can hold an overlay: " + report);
    }
    List<String> space = report.fields("space");
    return new Space(
        Long.parseLong(space.get(0)), Long.parseLong(space.get(1)), Long.parseLong(space.get(2)));
  }

  /**
   * Emulates the ids of a process for a moment, as a container with a single real id needs it.
   *
   * @throws RootlessException if that can't be done here; says why
   */
  public static void requireEmulatedIds(NativeLauncher launcher)
      throws IOException, InterruptedException {
    LauncherReport report = ask(launcher, "--probe-supervisor");
    if (!report.has("ok")) {
      throw new RootlessException("cannot tell whether ids can be emulated: " + report);
    }
  }

  private static LauncherReport ask(NativeLauncher launcher, String... args)
      throws IOException, InterruptedException {
    Process process = launcher.start(args);
    LauncherReport report = LauncherReport.parse(process.getErrorStream().readAllBytes());
    process.waitFor();
    if (report.error().isPresent()) {
      throw new RootlessException(report.error().get());
    }
    return report;
  }
}
