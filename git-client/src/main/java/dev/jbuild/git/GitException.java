// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

/**
 * A repository can't be read, or has not what was asked of it. The message names the repository
 * without user and password.
 */
public final class GitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GitException(String message) {
    super(message);
  }

  GitException(String message, Throwable cause) {
    super(message, cause);
  }
}
