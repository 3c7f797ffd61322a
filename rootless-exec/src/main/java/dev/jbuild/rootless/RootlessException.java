// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

/**
 * A container, its storage or its namespaces could not be had on this host; the message says what
 * was tried, on what, why it failed and what to do.
 */
public final class RootlessException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RootlessException(String message) {
    super(message);
  }

  public RootlessException(String message, Throwable cause) {
    super(message, cause);
  }
}
