// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

/** TEMP. */
public final class RootlessException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RootlessException(String message) {
    super(message);
  }
}
