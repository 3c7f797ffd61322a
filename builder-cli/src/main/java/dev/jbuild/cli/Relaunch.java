// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.NativeStart;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts jbuild again through the native launcher, when Java was started without it: {@code java
 * -jar builder-cli.jar}, or a build tool with the jars of a repository. A running JVM can't enter a
 * user namespace.
 */
final class Relaunch {
  private static final int GRACE_MILLIS = 800;

  private Relaunch() {}

  /** Whether this JVM was started by the launcher. */
  static boolean isDone() {
    return NativeStart.isDone();
  }

  /** Runs the same command line in a child, and returns its exit code. */
  static int run(List<String> args, Path root) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Optional<Path> launcher = launcherOfDistribution();
    ProcessBuilder builder = new ProcessBuilder();
    if (launcher.isPresent()) {
      builder.environment().put("JBUILD_JAVA", java.toString());
      builder.command().add(launcher.get().toString());
    } else {
      String classPath = System.getProperty("java.class.path");
      builder.command().addAll(NativeStart.command(root, java, classPath));
    }
    builder.command().addAll(args);
    Process child = builder.inheritIO().start();
    try {
      return child.waitFor();
    } catch (InterruptedException e) {
      child.destroy();
      child.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      throw e;
    }
  }

  /** {@code bin/jbuild} beside the {@code lib} directory that this class comes from. */
  private static Optional<Path> launcherOfDistribution() {
    CodeSource source = Relaunch.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(source.getLocation().toURI());
      return Optional.ofNullable(jar.getParent())
          .map(lib -> lib.resolveSibling("bin").resolve("jbuild"))
          .filter(Files::isExecutable)
          .filter(launcher -> Files.isRegularFile(jar.resolveSibling("jvm.options")));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
