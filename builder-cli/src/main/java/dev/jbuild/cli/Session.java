// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What surrounds a command: streams, environment, and who builds.
 *
 * @param home the caller's home directory, which inside the user namespace only the launcher knows
 */
record Session(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path home,
    boolean errIsTerminal,
    Builder builder) {

  /** The value of an environment variable; empty is the same as not set. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
  }

  /** Prints text as it is on standard output. */
  void print(String text) {
    out.print(text);
    out.flush();
  }

  /** The storage root: the flag, {@code $JBUILD_ROOT}, or a directory of the user's data. */
  Path root(Optional<String> flag) {
    Optional<String> given = flag.isPresent() ? flag : variable("JBUILD_ROOT");
    Path root = given.isPresent() ? Path.of(given.get()) : dataHome().resolve("jbuild");
    return root.toAbsolutePath();
  }

  /** XDG base directory specification: a relative path is to be ignored. */
  private Path dataHome() {
    Optional<String> given = variable("XDG_DATA_HOME");
    return given.isPresent() && Path.of(given.get()).isAbsolute()
        ? Path.of(given.get())
        : home.resolve(".local").resolve("share");
  }
}
