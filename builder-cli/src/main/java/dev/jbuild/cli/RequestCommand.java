// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.BuildResult;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.EventJson;
import dev.jbuild.engine.RequestJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.OptionalLong;

/**
 * The child's side of {@link dev.jbuild.engine.JbuildProcess}: a request on standard input, events
 * and the result on standard output. When the input closes, its parent is gone, and it stops.
 */
final class RequestCommand {
  private RequestCommand() {}

  /** Builds; returns the exit code. */
  static int run(Session session) {
    PrintStream out = session.out();
    try {
      BuildRequest request = RequestJson.read(readLine(session.in()));
      stopWhenClosed(session.in());
      BuildProgress progress = event -> write(out, new EventJson.Event(event));
      BuildResult result = session.builder().build(request, progress);
      StorageCommands.collect(request.root(), OptionalLong.empty(), progress);
      write(out, new EventJson.Result(result));
      return 0;
    } catch (Throwable e) {
      ErrorReport report = ErrorReport.of(e);
      write(out, new EventJson.Failure(report));
      return report.exitCode().code();
    }
  }

  private static byte[] readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int c = in.read();
    while (c >= 0 && c != '\n') {
      line.write(c);
      c = in.read();
    }
    return line.toByteArray();
  }

  private static void stopWhenClosed(InputStream in) {
    Thread building = Thread.currentThread();
    Thread watch =
        new Thread(
            () -> {
              if (isAtEnd(in)) {
                building.interrupt();
              }
            },
            "jbuild-parent");
    watch.setDaemon(true);
    watch.start();
  }

  private static boolean isAtEnd(InputStream in) {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true; // the other end is gone all the same
    }
  }

  private static void write(PrintStream out, EventJson.Message message) {
    byte[] line = EventJson.write(message);
    synchronized (out) {
      out.write(line, 0, line.length);
      out.write('\n');
      out.flush();
    }
  }
}
