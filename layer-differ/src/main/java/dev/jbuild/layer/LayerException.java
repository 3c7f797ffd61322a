// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

/** A layer or a tree is not what it must be; the message names the entry and says why. */
public final class LayerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LayerException(String message) {
    super(message);
  }

  public LayerException(String message, Throwable cause) {
    super(message, cause);
  }
}
