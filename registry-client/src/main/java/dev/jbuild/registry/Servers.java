// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The address at which each registry answers, decided once a client.
 *
 * <p>It is https, but for loopback and insecure hosts, which are probed by {@code GET /v2/}. Docker
 * tries https first and http if that fails. So is it here, except for loopback with a port, where
 * the result is the same but the order is not: http first, as loading Java's TLS just to be refused
 * takes longer than the build's whole use of the registry. A server that wants TLS answers plain
 * http with status 400, an alert or by closing, and is then asked again in https. The probe carries
 * no credentials.
 */
final class Servers {
  private static final int BAD_REQUEST = 400;

  /** A server may wait in silence for the rest of what it takes for a request. */
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

  private final HostRules rules;
  private final Transport transport;
  private final Retries retries;
  private final Duration probeTimeout;
  private final Map<String, HttpUrl> known = new ConcurrentHashMap<>();

  Servers(HostRules rules, Transport transport, Retries retries) {
    this(rules, transport, retries, PROBE_TIMEOUT);
  }

  Servers(HostRules rules, Transport transport, Retries retries, Duration probeTimeout) {
    this.rules = rules;
    this.transport = transport;
    this.retries = retries;
    this.probeTimeout = probeTimeout;
  }

  /** The root of a registry, ending in a slash; a {@link RegistryException} if none answers. */
  HttpUrl baseOf(String registryHost) {
    return known.computeIfAbsent(registryHost, host -> retries.run(() -> decide(host)));
  }

  private HttpUrl decide(String registryHost) {
    String host = registryHost.equals(Reference.DOCKER_HUB) ? "registry-1.docker.io" : registryHost;
    HttpUrl secure = parse("https://" + host + "/", registryHost);
    if (!rules.isLenient(secure)) {
      return secure;
    }
    HttpUrl plain = parse("http://" + host + "/", registryHost);
    boolean onePort = secure.port() == plain.port();
    return HostRules.isLoopback(secure.host()) && onePort
        ? plainFirst(plain, secure)
        : secureFirst(plain, secure);
  }

  private static HttpUrl parse(String url, String registryHost) {
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL,
          "\"" + registryHost + "\" is not the address of a registry: check its name and port");
    }
    return parsed;
  }

  private HttpUrl plainFirst(HttpUrl plain, HttpUrl secure) {
    Probe first = probe(plain);
    boolean certain =
        first.status.isPresent()
            ? first.status.getAsInt() != BAD_REQUEST
            : first.failure.stream().anyMatch(ConnectException.class::isInstance);
    if (!certain && probe(secure).status.isPresent()) {
      return secure;
    }
    return first.answeredOrThrow(plain);
  }

  private HttpUrl secureFirst(HttpUrl plain, HttpUrl secure) {
    Probe first = probe(secure);
    if (first.status.isPresent()) {
      return secure;
    }
    Probe second = probe(plain);
    if (second.status.isEmpty()) {
      // The address that is expected to answer is the better one to tell about.
      return first.answeredOrThrow(secure);
    }
    return plain;
  }

  private record Probe(OptionalInt status, Optional<IOException> failure) {
    HttpUrl answeredOrThrow(HttpUrl base) {
      if (failure.isPresent()) {
        throw Failures.unreachable(request(base), failure.get(), Transport.remedy(failure.get()));
      }
      return base;
    }
  }

  private Probe probe(HttpUrl base) {
    try (Response response = transport.send(request(base), probeTimeout)) {
      return new Probe(OptionalInt.of(response.code()), Optional.empty());
    } catch (IOException e) {
      return new Probe(OptionalInt.empty(), Optional.of(e));
    }
  }

  private static Request request(HttpUrl base) {
    return new Request.Builder().url(base.newBuilder().addPathSegments("v2/").build()).build();
  }
}
