// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.rootless.NativeLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether this JVM is in the namespaces of a build, and how to start one that is. */
public final class NativeStart {
  /** As in the distribution's jvm.options, but for what is beside the jars there. */
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:+UseG1GC", "-Xms24m", "-Xmx512m", "-Xss1m", "-XX:-UsePerfData");

  private static final String MAIN_CLASS = "dev.jbuild.cli.Main";

  private NativeStart() {}

  /** Whether the native launcher started this JVM. */
  public static boolean isDone() {
    return System.getProperty(NativeLauncher.PROPERTY) != null;
  }

  /**
   * The command that becomes {@code java -cp classPath dev.jbuild.cli.Main} in namespaces of its
   * own, by the launcher that is in our jars.
   *
   * @param root the storage root, below which the launcher is unpacked, once
   */
  public static List<String> command(Path root, Path java, String classPath) throws IOException {
    List<String> arguments = new ArrayList<>(JVM_OPTIONS);
    arguments.addAll(List.of("-cp", classPath, MAIN_CLASS));
    return NativeLauncher.locate(root.resolve("launcher")).enterCommand(java, arguments);
  }
}
