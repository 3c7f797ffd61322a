// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.ImageBuilder;
import java.nio.file.Path;
import java.util.List;

/** Where the JVM begins. */
public final class Main {
  private Main() {}

  /** The {@code jbuild} command. */
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.print(Version.line());
      return;
    }
    Interrupts.exitWith(() -> Cli.run(List.of(args), session()));
  }

  private static Session session() {
    return new Session(
        System.in,
        System.out,
        System.err,
        System.getenv(),
        Path.of(System.getProperty("user.home", "/")),
        Terminal.isStandardError(),
        (request, progress) -> new ImageBuilder().build(request, progress));
  }
}
