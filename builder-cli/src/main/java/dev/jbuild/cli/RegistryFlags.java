// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.RegistryAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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
    return new RegistryAccess(
        retries,
        budget,
        authFile(arguments),
        arguments.last(Flags.CREDS).map(RegistryFlags::login),
        Map.of(),
        !arguments.isOn(Flags.NO_PUSH_CHECK),
        HostFlags.parse(arguments));
  }

  static Optional<Path> authFile(Arguments arguments) {
    return arguments.last(Flags.AUTH_FILE).map(f -> Path.of(f).toAbsolutePath());
  }

  private static RegistryAccess.Login login(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0) {
      // What was given may be the password.
      throw CommandLineError.of("flag --creds: it has no user's name, as in USER:PASSWORD");
    }
    return new RegistryAccess.Login(text.substring(0, colon), text.substring(colon + 1));
  }

  private static int retries(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw CommandLineError.of("flag --retry \"" + text + "\": not a whole number from 0 on");
    }
    return Integer.parseInt(text);
  }
}
