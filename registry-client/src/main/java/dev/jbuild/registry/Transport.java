// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.registry.RegistryException.Remedy;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Okio;

/**
 * Sends requests, over okhttp: encryption as the host rules have it, and redirects.
 *
 * <p>HTTP/1.1 only: parallel transfers of blobs then each have a connection and a window of their
 * own. There is one okhttp client for each kind of {@link Channel}, made when it is first needed,
 * as loading Java's TLS takes longer than a whole exchange with a registry on this machine.
 */
final class Transport implements AutoCloseable {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final int MAX_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private enum Channel {
    PLAIN,
    TLS,
    UNVERIFIED_TLS
  }

  private final HostRules rules;
  private final String userAgent;
  private final Time time;
  private final TimeLimits limits;
  private final HostGate gate;
  private final Optional<EnvironmentProxies> proxies;
  private final HostCertificates certificates;
  private final Map<Channel, OkHttpClient> clients = new EnumMap<>(Channel.class);
  private final Map<String, OkHttpClient> ownClients = new HashMap<>();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Transport(HostRules rules, HostSettings hosts, String userAgent, Time time, TimeLimits limits) {
    this.rules = rules;
    this.proxies =
        hosts.environment().keySet().stream().anyMatch(Transport::isProxy)
            ? Optional.of(new EnvironmentProxies(hosts.environment()))
            : Optional.empty();
    this.certificates = new HostCertificates(hosts);
    this.userAgent = userAgent;
    this.time = time;
    this.limits = limits;
    this.gate = new HostGate(time);
  }

  /**
   * Sends a request once and follows the redirects of a GET or HEAD; the caller closes the
   * response.
   *
   * <p>An Authorization header goes to no other scheme, host or port than the request's.
   *
   * @throws RegistryException if there was no answer
   */
  Response execute(Request request) {
    Request current = request;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      Response response = exchange(current);
      Optional<Request> next = redirected(current, response);
      if (next.isEmpty()) {
        return response;
      }
      response.close();
      current = next.get();
    }
    throw Failures.invalid(request, "redirected more than " + MAX_REDIRECTS + " times");
  }

  private Response exchange(Request request) {
    String host = request.url().host() + ":" + request.url().port();
    boolean inside = false;
    try {
      gate.enter(host);
      inside = true;
      Response response = AnswerDeadline.await(limits.answer(), this::call, request);
      answered.add(host);
      noteLoad(host, response);
      return steady(response);
    } catch (IOException e) {
      throw Failures.unreachable(request, e, remedy(host, e));
    } finally {
      if (inside) {
        gate.leave(host);
      }
    }
  }

  private void noteLoad(String host, Response response) {
    Optional<Duration> pause = RetryAfter.of(response);
    if (response.code() == TOO_MANY_REQUESTS
        || (response.code() == UNAVAILABLE && pause.isPresent())) {
      gate.overrun(host, pause.orElse(Duration.ZERO));
    } else if (response.isSuccessful()) {
      gate.calm(host);
    }
  }

  private Response steady(Response response) {
    ResponseBody body = response.body();
    SteadySource source =
        new SteadySource(body.source(), time, limits.silence(), limits.leastBytes());
    return response
        .newBuilder()
        .body(ResponseBody.create(Okio.buffer(source), body.contentType(), body.contentLength()))
        .build();
  }

  /** A host that never answered may not be there at all, or speak another protocol. */
  private Remedy remedy(String host, IOException e) {
    if (closed || Thread.currentThread().isInterrupted()) {
      return Remedy.NONE;
    }
    if (answered.contains(host)) {
      return e instanceof SSLPeerUnverifiedException ? Remedy.NONE : Remedy.MANY;
    }
    return remedy(e);
  }

  /** For a host that has not answered yet. */
  static Remedy remedy(IOException e) {
    if (e instanceof SSLException) {
      Throwable cause = Failures.rootCause(e);
      boolean cutOff = cause instanceof EOFException || cause instanceof SocketException;
      return cutOff ? Remedy.FEW : Remedy.NONE;
    }
    boolean nobodyThere =
        e instanceof ConnectException
            || e instanceof NoRouteToHostException
            || e instanceof UnknownHostException;
    return nobodyThere ? Remedy.FEW : Remedy.MANY;
  }

  /** One exchange that must be over in {@code timeout}; redirects are not followed. */
  Response send(Request request, Duration timeout) throws IOException {
    Call call = call(request);
    call.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    Response response = call.execute();
    answered.add(request.url().host() + ":" + request.url().port());
    return response;
  }

  private Call call(Request request) {
    Request complete =
        request
            .newBuilder()
            .header("User-Agent", userAgent)
            // Otherwise okhttp asks for gzip and unpacks it: digests are of what was sent.
            .header("Accept-Encoding", "identity")
            .build();
    return client(channel(request), request.url()).newCall(complete);
  }

  private static boolean isProxy(String variable) {
    return variable.toUpperCase(Locale.ROOT).endsWith("_PROXY");
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

  /** One of its own for a host with certificates of its own. */
  private OkHttpClient client(Channel channel, HttpUrl url) {
    if (channel == Channel.PLAIN) {
      return client(channel);
    }
    synchronized (clients) {
      return ownClients.computeIfAbsent(
          channel + " " + url.host() + ":" + url.port(),
          key -> {
            HostCertificates.FilesOfHost files = certificates.of(url);
            if (files.isEmpty()) {
              return client(channel);
            }
            OkHttpClient.Builder builder = client(channel).newBuilder();
            HostTls.configure(builder, files, channel == Channel.TLS);
            return builder.build();
          });
    }
  }

  private OkHttpClient client(Channel channel) {
    synchronized (clients) {
      return clients.computeIfAbsent(channel, this::newClient);
    }
  }

  private OkHttpClient newClient(Channel channel) {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .dispatcher(new Dispatcher())
            .connectionPool(new ConnectionPool())
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .connectTimeout(limits.connect())
            .readTimeout(limits.silence())
            .writeTimeout(limits.silence());
    proxies.ifPresent(
        p ->
            builder
                .proxySelector(p)
                .proxyAuthenticator((route, answer) -> p.logIn(answer).orElse(null)));
    switch (channel) {
      // Racing IPv4 against IPv6 takes threads, and such hosts answer or refuse at once.
      case PLAIN -> builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).fastFallback(false);
      case TLS -> builder.connectionSpecs(List.of(ConnectionSpec.MODERN_TLS));
      case UNVERIFIED_TLS -> UnverifiedTls.configure(builder, new KeyManager[0]);
    }
    return builder.build();
  }

  /** Ends what is running, whose callers get an exception, and closes all connections. */
  @Override
  public void close() {
    closed = true;
    synchronized (clients) {
      clients.values().forEach(Transport::close);
      // They share the calls and connections of those above, but for the TLS.
      ownClients.values().forEach(Transport::close);
    }
  }

  private static void close(OkHttpClient client) {
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
  }
}
