// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.List;
import java.util.Optional;

/** {@code --isolation}: the native launcher obeys it, before there is a JVM. */
final class Isolation {
  private static final List<String> KNOWN = List.of("auto", "1", "2", "3", "4");

  private Isolation() {}

  /** Refuses what the launcher took for nothing. */
  static void check(Arguments arguments) {
    Optional<String> tier = arguments.last(Flags.ISOLATION);
    if (tier.isPresent() && !KNOWN.contains(tier.get())) {
      throw CommandLineError.of(
          "flag --isolation " + tier.get() + ": known are auto and the tiers 1, 2, 3 and 4");
    }
  }
}
