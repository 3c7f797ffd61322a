// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.List;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/** Connections through the caller's proxies, which JGit would look for in Java's properties. */
final class ProxiedConnections implements HttpConnectionFactory {
  private final HttpConnectionFactory connections = new JDKHttpConnectionFactory();
  private final ProxySelector proxies;

  ProxiedConnections(ProxySelector proxies) {
    this.proxies = proxies;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    try {
      List<Proxy> possible = proxies.select(new URI(url.getProtocol(), url.getHost(), null, null));
      return connections.create(url, possible.isEmpty() ? Proxy.NO_PROXY : possible.get(0));
    } catch (URISyntaxException e) {
      throw new IOException("not the address of a repository: " + url.getHost(), e);
    }
  }

  @Override
  public HttpConnection create(URL url, Proxy proxy) throws IOException {
    return create(url);
  }
}
