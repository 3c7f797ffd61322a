// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

/** What the process ends with; part of the command line's contract. */
public enum ExitCode {
  OK(0),
  COMMAND_LINE(1),
  /** The Dockerfile or the context is wrong. */
  DOCKERFILE(2),
  /** A RUN step failed. */
  RUN_FAILED(3),
  REGISTRY(4),
  /** This host cannot: no tier for a RUN, a full disk. */
  HOST(5),
  BUG(70),
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
