// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.util.function.Function;
import org.apache.maven.plugin.MojoFailureException;

/** What is wrong with a parameter: its name, in the POM and on the command line, and why. */
final class Wrong {
  private Wrong() {}

  static MojoFailureException parameter(String name, String reason) {
    return new MojoFailureException("parameter <" + name + "> (-Djbuild." + name + ") " + reason);
  }

  /** What {@code parser} makes of the value, or a failure with its reason. */
  static <T> T orElse(String name, String value, Function<String, T> parser)
      throws MojoFailureException {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw parameter(name, "\"" + value + "\": " + e.getMessage());
    }
  }
}
