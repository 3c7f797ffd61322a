// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends requests, over okhttp: encryption as the host rules have it, and redirects.
 *
 * <p>HTTP/1.1 only: parallel transfers of blobs then each have a connection and a window of their
 * own. There is one okhttp client for each kind of {@link Channel}, made when it is first needed,
 * as loading Java's TLS takes longer than a whole exchange with a registry on this machine.
 */
final class Transport implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private enum Channel {
    PLAIN,
    TLS,
    UNVERIFIED_TLS
  }

  private final HostRules rules;
  private final String userAgent;
  private final Map<Channel, OkHttpClient> clients = new EnumMap<>(Channel.class);

  Transport(HostRules rules, String userAgent) {
    this.rules = rules;
    this.userAgent = userAgent;
  }

  /**
   * Sends a request and follows the redirects of a GET or HEAD; the caller closes the response.
   *
   * <p>An Authorization header goes to no other scheme, host or port than the request's.
   *
   * @throws RegistryException if there was no answer
   */
  Response execute(Request request) {
    Request current = request;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      Response response = sendOrExplain(current);
      Optional<Request> next = redirected(current, response);
      if (next.isEmpty()) {
        return response;
      }
      response.close();
      current = next.get();
    }
    throw Failures.invalid(request, "redirected more than " + MAX_REDIRECTS + " times");
  }

  private Response sendOrExplain(Request request) {
    try {
      return call(request).execute();
    } catch (IOException e) {
      throw Failures.unreachable(request, e);
    }
  }

  /** One exchange that must be over in {@code timeout}; redirects are not followed. */
  Response send(Request request, Duration timeout) throws IOException {
    Call call = call(request);
    call.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    return call.execute();
  }

  private Call call(Request request) {
    Request complete =
        request
            .newBuilder()
            .header("User-Agent", userAgent)
            // Otherwise okhttp asks for gzip and unpacks it: digests are of what was sent.
            .header("Accept-Encoding", "identity")
            .build();
    return client(channel(request)).newCall(complete);
  }

  private Channel channel(Request request) {
    HttpUrl url = request.url();
    if (rules.isLenient(url)) {
      return url.isHttps() ? Channel.UNVERIFIED_TLS : Channel.PLAIN;
    }
    if (!url.isHttps()) {
      throw unencrypted(request);
    }
    return Channel.TLS;
  }

  private static RegistryException unencrypted(Request request) {
    return Failures.invalid(
        request,
        "the registry leads to an address without encryption; if that is meant, name "
            + request.url().host()
            + " as an insecure registry");
  }

  private Optional<Request> redirected(Request request, Response response) {
    if (!REDIRECTS.contains(response.code())) {
      return Optional.empty();
    }
    boolean repeatable = request.method().equals("GET") || request.method().equals("HEAD");
    String location = response.header("Location");
    HttpUrl target = location == null ? null : request.url().resolve(location);
    if (!repeatable || target == null) {
      return Optional.empty();
    }
    Request.Builder builder = request.newBuilder().url(target);
    if (!sameOrigin(request.url(), target)) {
      builder.removeHeader("Authorization");
    }
    Request next = builder.build();
    if (!target.isHttps() && !rules.isLenient(request.url())) {
      throw unencrypted(next);
    }
    return Optional.of(next);
  }

  static boolean sameOrigin(HttpUrl a, HttpUrl b) {
    return a.scheme().equals(b.scheme()) && a.host().equals(b.host()) && a.port() == b.port();
  }

  /** Loads what all channels need: okhttp looks through all of Java's security providers. */
  void prepare() {
    client(Channel.PLAIN);
  }

  private OkHttpClient client(Channel channel) {
    synchronized (clients) {
      return clients.computeIfAbsent(channel, Transport::newClient);
    }
  }

  private static OkHttpClient newClient(Channel channel) {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .dispatcher(new Dispatcher())
            .connectionPool(new ConnectionPool())
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(SILENCE_TIMEOUT)
            .writeTimeout(SILENCE_TIMEOUT);
    switch (channel) {
      // Racing IPv4 against IPv6 takes threads, and such hosts answer or refuse at once.
      case PLAIN -> builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).fastFallback(false);
      case TLS -> builder.connectionSpecs(List.of(ConnectionSpec.MODERN_TLS));
      case UNVERIFIED_TLS -> UnverifiedTls.configure(builder);
    }
    return builder.build();
  }

  /** Ends what is running, whose callers get an exception, and closes all connections. */
  @Override
  public void close() {
    synchronized (clients) {
      for (OkHttpClient client : clients.values()) {
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
      }
    }
  }
}
