// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ImageBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the JVM begins. */
public final class Main {
  private Main() {}

  /** The {@code jbuild} command. */
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.print(Version.line());
      return;
    }
    List<String> list = List.of(args);
    Interrupts.exitWith(() -> Relaunch.isDone() ? Cli.run(list, session()) : relaunch(list));
  }

  private static int relaunch(List<String> args) {
    try {
      return Relaunch.run(args, session().root(Optional.empty()));
    } catch (Exception e) {
      ErrorReport report = ErrorReport.of(e);
      System.err.println(report.text());
      return report.exitCode().code();
    }
  }

  static Session session() {
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
