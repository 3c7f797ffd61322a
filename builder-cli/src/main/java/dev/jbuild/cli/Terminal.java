// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a standard stream is a terminal. */
final class Terminal {
  private Terminal() {}

  static boolean isStandardInput() {
    return isTerminal(0);
  }

  static boolean isStandardOutput() {
    return isTerminal(1);
  }

  static boolean isStandardError() {
    return isTerminal(2);
  }

  /**
   * Asks the kernel what is open: System.console() wants input and output to be terminals too, and
   * from Java 22 on is there always.
   */
  private static boolean isTerminal(int descriptor) {
    try {
      String open =
          Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor))).toString();
      return open.startsWith("/dev/pts/")
          || open.startsWith("/dev/tty")
          || open.startsWith("/dev/hvc")
          || open.equals("/dev/console");
    } catch (IOException e) {
      return false; // no /proc, or the stream is closed
    }
  }
}
