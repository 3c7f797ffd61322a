// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.net.URL;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.transport.URIish;

/** The value of an Authorization header, and the only server that may see it. */
final class Authorization {
  private final URIish server;
  private final String value;

  private Authorization(URIish server, String value) {
    this.server = server;
    this.value = value;
  }

  /** That for a repository of a web server, by the {@code host} or {@code host:port} of its URL. */
  static Optional<Authorization> of(
      URIish repository, Function<String, Optional<String>> authorizations) {
    String port = repository.getPort() > 0 ? ":" + repository.getPort() : "";
    return authorizations
        .apply(repository.getHost() + port)
        .map(value -> new Authorization(repository, value));
  }

  String value() {
    return value;
  }

  /** Whether a URL is one of the same scheme, host and port. */
  boolean isFor(URL url) {
    int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
    int own = server.getPort() < 0 ? url.getDefaultPort() : server.getPort();
    return url.getProtocol().equalsIgnoreCase(server.getScheme())
        && url.getHost().equalsIgnoreCase(server.getHost())
        && port == own;
  }
}
