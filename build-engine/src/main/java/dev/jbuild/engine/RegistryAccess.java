// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How registries are reached.
 *
 * @param retries how often what failed is tried again without getting anywhere
 * @param retryBudget how long that may take in all
 * @param authFile the only file with credentials to look into
 * @param login for the registries of the names that an image is pushed to or pulled from, and no
 *     others
 * @param logins by the registry's host, as {@link ImageName#registryHost} has it; they go before
 *     those of the user's configuration
 * @param pushCheck try whether a push will be allowed before the first step is run
 * @param hosts how single hosts are reached
 */
public record RegistryAccess(
    int retries,
    Duration retryBudget,
    Optional<Path> authFile,
    Optional<Login> login,
    Map<String, Login> logins,
    boolean pushCheck,
    HostAccess hosts) {
  /** What the user's configuration says, and nothing else. */
  public static final RegistryAccess DEFAULT =
      new RegistryAccess(
          6,
          Duration.ofMinutes(5),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          true,
          HostAccess.DEFAULT);

  public RegistryAccess {
    logins = Map.copyOf(logins);
  }

  /** What the user's configuration says, but for these registries. */
  public static RegistryAccess ofLogins(Map<String, Login> logins) {
    return new RegistryAccess(
        DEFAULT.retries,
        DEFAULT.retryBudget,
        DEFAULT.authFile,
        DEFAULT.login,
        logins,
        DEFAULT.pushCheck,
        DEFAULT.hosts);
  }

  /** A user's name and password, which its text doesn't show. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "user " + user;
    }
  }
}
