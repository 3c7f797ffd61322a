// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import okhttp3.Credentials;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The proxies of {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, in either case, as
 * Go reads them: this host is always spoken to directly, and names in {@code NO_PROXY} stand for
 * all that end so.
 */
public final class EnvironmentProxies extends ProxySelector {
  private final Map<String, String> environment;

  public EnvironmentProxies(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
    Optional<URI> proxy = proxyFor(String.valueOf(uri.getScheme()));
    if (proxy.isEmpty() || isDirect(host, uri)) {
      return List.of(Proxy.NO_PROXY);
    }
    URI address = proxy.get();
    boolean socks = String.valueOf(address.getScheme()).startsWith("socks");
    int port = address.getPort() > 0 ? address.getPort() : socks ? 1080 : 80;
    return List.of(
        new Proxy(
            socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
            InetSocketAddress.createUnresolved(address.getHost(), port)));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // Whoever connects tells it.
  }

  /**
   * User and password of the proxy for a scheme, if its address has them: {@code user:password}.
   */
  Optional<String> login(String scheme) {
    return proxyFor(scheme).flatMap(p -> Optional.ofNullable(p.getUserInfo()));
  }

  /** The request that {@code refusal} of a proxy answered, with the login that its address has. */
  Optional<Request> logIn(Response refusal) {
    Request request = refusal.request();
    if (request.header("Proxy-Authorization") != null) {
      return Optional.empty();
    }
    return login(request.url().scheme())
        .map(
            login -> {
              int colon = login.indexOf(':');
              String user = colon < 0 ? login : login.substring(0, colon);
              String password = colon < 0 ? "" : login.substring(colon + 1);
              return request
                  .newBuilder()
                  .header("Proxy-Authorization", Credentials.basic(user, password))
                  .build();
            });
  }

  private Optional<URI> proxyFor(String scheme) {
    Optional<String> value =
        variable(scheme.equals("https") ? "HTTPS_PROXY" : "HTTP_PROXY").filter(v -> !v.isBlank());
    String text = value.orElse("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      return Optional.of(uri).filter(u -> u.getHost() != null);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL, "the proxy in the environment is not a URL", e);
    }
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT))));
  }

  private boolean isDirect(String host, URI uri) {
    if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
      return true;
    }
    int port = uri.getPort() > 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    for (String entry : variable("NO_PROXY").orElse("").split(",", -1)) {
      if (covers(entry.strip().toLowerCase(Locale.ROOT), host, port)) {
        return true;
      }
    }
    return false;
  }

  private static boolean covers(String entry, String host, int port) {
    if (entry.isEmpty() || entry.equals("*")) {
      return entry.equals("*");
    }
    if (entry.indexOf('/') > 0) {
      return Subnet.parse(entry).filter(s -> s.contains(host)).isPresent();
    }
    int colon = entry.lastIndexOf(':');
    boolean hasPort = colon > 0 && entry.indexOf(':') == colon;
    String name = hasPort ? entry.substring(0, colon) : entry;
    if (hasPort && !entry.substring(colon + 1).equals(Integer.toString(port))) {
      return false;
    }
    String domain = name.startsWith("*.") ? name.substring(1) : name;
    return domain.startsWith(".")
        ? host.endsWith(domain)
        : host.equals(domain) || host.endsWith("." + domain);
  }

  /** {@code 10.0.0.0/8}; of IPv4 only. */
  private record Subnet(long address, int bits) {
    static Optional<Subnet> parse(String text) {
      int slash = text.indexOf('/');
      Optional<Long> address = number(text.substring(0, slash));
      String bits = text.substring(slash + 1);
      boolean digits = bits.matches("[0-9]{1,2}") && Integer.parseInt(bits) <= 32;
      return address.filter(a -> digits).map(a -> new Subnet(a, Integer.parseInt(bits)));
    }

    boolean contains(String host) {
      return number(host).filter(n -> n >> (32 - bits) == address >> (32 - bits)).isPresent();
    }

    private static Optional<Long> number(String host) {
      String[] parts = host.split("\\.", -1);
      long number = 0;
      for (String part : parts) {
        if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
          return Optional.empty();
        }
        number = number << 8 | Integer.parseInt(part);
      }
      return parts.length == 4 ? Optional.of(number) : Optional.empty();
    }
  }
}
