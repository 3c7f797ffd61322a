// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version, which the build writes into a resource. */
final class Version {
  private Version() {}

  /** {@code jbuild 1.2.3} and a newline. */
  static String line() {
    try (InputStream in = Version.class.getResourceAsStream("version")) {
      if (in == null) {
        throw new IllegalStateException("the resource \"version\" is missing in the jar");
      }
      return "jbuild " + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip() + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
