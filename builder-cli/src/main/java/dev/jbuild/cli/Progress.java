// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildProgress;

/** Shows a build on standard error. Closing it leaves nothing unfinished on the screen. */
interface Progress extends BuildProgress, AutoCloseable {

  @Override
  void close();

  /** The style of {@code --progress}, else of {@code $BUILDKIT_PROGRESS}, else what fits. */
  static Progress of(Arguments arguments, Session session) {
    if (arguments.isOn(Flags.QUIET)) {
      return new QuietProgress(session.err());
    }
    String style =
        arguments
            .last(Flags.PROGRESS)
            .or(() -> session.variable("BUILDKIT_PROGRESS"))
            .orElse("auto");
    return switch (style) {
      case "auto" -> canDraw(session) ? live(session) : plain(session);
      case "plain" -> plain(session);
      case "tty" -> live(session);
      case "quiet" -> new QuietProgress(session.err());
      default ->
          throw CommandLineError.of(
              "unknown progress style " + style + ", known are auto, plain, tty and quiet");
    };
  }

  private static boolean canDraw(Session session) {
    return session.errIsTerminal()
        && session.variable("TERM").filter(t -> !t.equals("dumb")).isPresent();
  }

  private static Progress plain(Session session) {
    return new PlainProgress(session.err(), System::nanoTime);
  }

  private static Progress live(Session session) {
    return LiveProgress.start(session.err(), System::nanoTime);
  }
}
