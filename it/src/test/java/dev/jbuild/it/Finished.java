// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.time.Duration;

/** How a program ended. */
record Finished(Command command, int exitCode, String out, String err, Duration elapsed) {

  /** Fails unless it ended with 0. */
  Finished ok() {
    return exits(0);
  }

  /** Fails, with all that was printed, unless it ended with this code. */
  Finished exits(int expected) {
    if (exitCode != expected) {
      throw new AssertionError(
          "exit code " + exitCode + " instead of " + expected + " from " + this);
    }
    return this;
  }

  /** Standard output without the newline at its end. */
  String outLine() {
    return out.strip();
  }

  @Override
  public String toString() {
    return String.join(" ", command.words())
        + "\n--- standard output\n"
        + shortened(out)
        + "\n--- standard error\n"
        + shortened(err);
  }

  private static String shortened(String text) {
    int most = 12_000;
    return text.length() <= most ? text : "[…]" + text.substring(text.length() - most);
  }
}
