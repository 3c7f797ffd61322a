// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.Optional;

/** The version, from the jar's manifest, which the JVM has read already. */
final class Version {
  private Version() {}

  /** {@code jbuild 1.2.3} and a newline. */
  static String line() {
    String version =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    return "jbuild " + version + "\n";
  }
}
