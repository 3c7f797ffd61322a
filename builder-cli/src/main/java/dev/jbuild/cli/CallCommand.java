// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.Call;
import dev.jbuild.engine.CallResult;
import dev.jbuild.engine.DockerfileCalls;
import dev.jbuild.engine.ExitCode;

/** {@code jbuild check}, {@code jbuild build --check} and {@code --call}: asks, builds nothing. */
final class CallCommand {
  private CallCommand() {}

  /** Prints the answer; a check that found something ends like a Dockerfile that is wrong. */
  static void run(Call call, CallSpec spec, Arguments arguments, Session session) {
    BuildRequest request = new RequestParser(arguments, session).parse();
    CallResult result = new DockerfileCalls().call(call, request, spec.format());
    session.print(result.text());
    if (result.errors() > 0 || result.warnings() > 0) {
      throw new BuildException(ExitCode.DOCKERFILE, "the check has found " + count(result));
    }
  }

  private static String count(CallResult result) {
    String errors = count(result.errors(), "error");
    String warnings = count(result.warnings(), "warning");
    return result.errors() == 0
        ? warnings
        : result.warnings() == 0 ? errors : errors + " and " + warnings;
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
