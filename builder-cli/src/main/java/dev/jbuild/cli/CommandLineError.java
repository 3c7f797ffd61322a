// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;

/** Makes the failures of a wrong command line. */
final class CommandLineError {
  private CommandLineError() {}

  static BuildException of(String message) {
    return new BuildException(ExitCode.COMMAND_LINE, message);
  }

  static BuildException withHint(String message, String hint) {
    return of(message + "\n     = hint: " + hint);
  }
}
