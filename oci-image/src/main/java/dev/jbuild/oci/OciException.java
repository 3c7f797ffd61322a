// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

/** An image document or an image layout is not what the specification says; message says which. */
public final class OciException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OciException(String message) {
    super(message);
  }

  public OciException(String message, Throwable cause) {
    super(message, cause);
  }
}
