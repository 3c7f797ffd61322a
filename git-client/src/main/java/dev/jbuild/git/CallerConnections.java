// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/**
 * Connections through the caller's proxies, which JGit would look for in Java's properties, and
 * with the caller's authorization. Every redirect and submodule is a new connection.
 */
final class CallerConnections implements HttpConnectionFactory {
  private final HttpConnectionFactory connections = new JDKHttpConnectionFactory();
  private final ProxySelector proxies;
  private final Optional<Authorization> authorization;

  CallerConnections(ProxySelector proxies, Optional<Authorization> authorization) {
    this.proxies = proxies;
    this.authorization = authorization;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    try {
      List<Proxy> possible = proxies.select(new URI(url.getProtocol(), url.getHost(), null, null));
      HttpConnection connection =
          connections.create(url, possible.isEmpty() ? Proxy.NO_PROXY : possible.get(0));
      authorization
          .filter(a -> a.isFor(url))
          .ifPresent(a -> connection.setRequestProperty("Authorization", a.value()));
      return connection;
    } catch (URISyntaxException e) {
      throw new IOException("not the address of a repository: " + url.getHost(), e);
    }
  }

  @Override
  public HttpConnection create(URL url, Proxy proxy) throws IOException {
    return create(url);
  }
}
