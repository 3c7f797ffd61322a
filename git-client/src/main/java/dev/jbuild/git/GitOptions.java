// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.net.ProxySelector;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whose repositories these are to be asked as.
 *
 * @param environment of the caller: {@code GIT_SSH_COMMAND}, {@code SSH_AUTH_SOCK}, {@code PATH}
 * @param home where {@code .netrc} and {@code .ssh} are
 * @param userName whom ssh logs in as where a URL names nobody
 * @param authorizations the value of the Authorization header for a server of http or https, by the
 *     {@code host} or {@code host:port} of its URL; it comes before all other credentials
 */
public record GitOptions(
    Map<String, String> environment,
    Path home,
    String userName,
    ProxySelector proxies,
    Function<String, Optional<String>> authorizations) {

  public GitOptions {
    environment = Map.copyOf(environment);
  }
}
