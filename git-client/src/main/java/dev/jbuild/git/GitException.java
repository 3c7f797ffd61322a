// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

/**
 * A repository can't be read, or has not what was asked of it. The message names the repository
 * without user and password.
 */
public final class GitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean denied;

  GitException(String message) {
    super(message);
    this.denied = false;
  }

  GitException(String message, Throwable cause) {
    this(message, cause, false);
  }

  GitException(String message, Throwable cause, boolean denied) {
    super(message, cause);
    this.denied = denied;
  }

  /** Whether a web server wants other credentials. */
  public boolean isDenied() {
    return denied;
  }
}
