// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

/** How the process of a container ended. */
public sealed interface ExitStatus {
  /** By itself. 127 and 126 may also be: the program was not found, or can't be executed. */
  record Exited(int code) implements ExitStatus {}

  /** By a signal. */
  record Signaled(int signal) implements ExitStatus {
    @Override
    public int code() {
      return 128 + signal;
    }
  }

  /** As a shell gives it: 128 and the signal's number for a signal. */
  int code();

  default boolean isSuccess() {
    return code() == 0;
  }
}
