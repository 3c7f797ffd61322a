// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.RegistryAccess;
import java.time.Duration;

/** Reads the flags that say how registries are reached. */
final class RegistryFlags {
  private RegistryFlags() {}

  static RegistryAccess parse(Arguments arguments) {
    RegistryAccess usual = RegistryAccess.DEFAULT;
    int retries = arguments.last(Flags.RETRY).map(RegistryFlags::retries).orElse(usual.retries());
    Duration budget =
        arguments
            .last(Flags.RETRY_BUDGET)
            .map(text -> Durations.of(Flags.RETRY_BUDGET, text))
            .orElse(usual.retryBudget());
    return new RegistryAccess(retries, budget);
  }

  private static int retries(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw CommandLineError.of("flag --retry \"" + text + "\": not a whole number from 0 on");
    }
    return Integer.parseInt(text);
  }
}
