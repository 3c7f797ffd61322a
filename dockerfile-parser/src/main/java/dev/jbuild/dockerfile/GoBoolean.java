// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.Optional;

/** Booleans as Go's strconv.ParseBool reads them, and so BuildKit. */
public final class GoBoolean {
  private GoBoolean() {}

  /** Empty if it is neither true nor false. */
  public static Optional<Boolean> parse(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
      case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
