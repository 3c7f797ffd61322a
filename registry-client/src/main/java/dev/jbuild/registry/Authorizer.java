// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends requests with the authorization that their registry asks for.
 *
 * <p>The first request goes without; if it is answered 401, the challenge is met and the request
 * repeated once. What was granted is kept for its registry and scopes until it expires or is
 * answered 401. Credentials are looked up each time a token is asked for, never kept. Thread-safe;
 * threads that want the same token wait for one of them to get it.
 */
final class Authorizer {
  private static final int UNAUTHORIZED = 401;

  /** An Authorization header and how long it is good for. */
  private record Grant(String header, Instant expires) {}

  private static final class Slot {
    private Optional<Grant> grant = Optional.empty();
    private Optional<Challenge> challenge = Optional.empty();
  }

  private final Transport transport;
  private final TokenServer tokenServer;
  private final CredentialSource credentials;
  private final InstantSource clock;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private final Map<String, String> usedCredentials = new ConcurrentHashMap<>();

  Authorizer(
      Transport transport,
      TokenServer tokenServer,
      CredentialSource credentials,
      InstantSource clock) {
    this.transport = transport;
    this.tokenServer = tokenServer;
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * Whom a request is for.
   *
   * @param base where the registry is
   * @param repository whose credentials count, empty for the registry's own
   */
  record Asked(String registryHost, HttpUrl base, String repository, Scopes scopes) {}

  /**
   * The answer to a request to a registry, whatever its status; the caller closes it. A request to
   * any other server goes without authorization.
   */
  Response execute(Asked asked, Request request) {
    HttpUrl base = asked.base();
    if (!Transport.sameOrigin(base, request.url())) {
      return transport.execute(request);
    }
    Slot slot =
        slots.computeIfAbsent(
            asked.registryHost() + " " + asked.repository() + " " + asked.scopes(),
            k -> new Slot());
    Optional<String> header = current(slot, c -> grant(asked, c));
    Response response = transport.execute(authorized(request, header));
    boolean ours = Transport.sameOrigin(base, response.request().url());
    if (response.code() != UNAUTHORIZED || !ours) {
      return response;
    }
    Optional<Challenge> challenge =
        Challenge.choose(Challenge.parse(response.headers("WWW-Authenticate")));
    if (challenge.isEmpty()) {
      return response;
    }
    Response refusal = detached(response);
    Optional<String> renewed = renew(slot, header, challenge.get(), c -> grant(asked, c));
    if (renewed.isEmpty()) {
      return refusal;
    }
    return transport.execute(authorized(request, renewed));
  }

  /** An answer with the beginning of its body, whose connection is free for other requests. */
  private static Response detached(Response response) {
    try (response) {
      return response.newBuilder().body(response.peekBody(ErrorAnswer.MAX_BODY_BYTES)).build();
    } catch (IOException e) {
      throw Failures.unreachable(response.request(), e);
    }
  }

  /** For messages about a refusal: which credentials there were. */
  String explain(String registryHost) {
    return usedCredentials.getOrDefault(registryHost, "it asks for no credentials that help");
  }

  private static Request authorized(Request request, Optional<String> header) {
    return header.map(h -> request.newBuilder().header("Authorization", h).build()).orElse(request);
  }

  private Optional<String> valid(Slot slot) {
    synchronized (slot) {
      return slot.grant.filter(g -> clock.instant().isBefore(g.expires)).map(Grant::header);
    }
  }

  private interface Granting {
    Optional<Grant> grant(Challenge challenge);
  }

  /**
   * What was granted and is still good. Where that has run out, it is asked for anew before a
   * request that would be refused: its body may be a whole blob.
   */
  private Optional<String> current(Slot slot, Granting granting) {
    synchronized (slot) {
      Optional<String> current = valid(slot);
      if (current.isEmpty() && slot.challenge.isPresent()) {
        slot.grant = granting.grant(slot.challenge.get());
      }
      return slot.grant.map(Grant::header);
    }
  }

  private Optional<String> renew(
      Slot slot, Optional<String> rejected, Challenge challenge, Granting granting) {
    synchronized (slot) {
      Optional<String> current = valid(slot);
      boolean renewedByOther = current.isPresent() && !current.equals(rejected);
      if (!renewedByOther) {
        slot.grant = granting.grant(challenge);
        slot.challenge = slot.grant.map(granted -> challenge);
      }
      return slot.grant.map(Grant::header);
    }
  }

  /** Empty if the registry wants a user's name and there is none. */
  private Optional<Grant> grant(Asked asked, Challenge challenge) {
    String registryHost = asked.registryHost();
    CredentialSource.Lookup lookup = credentials.lookup(registryHost, asked.repository());
    usedCredentials.put(registryHost, describe(registryHost, lookup));
    if (challenge.scheme().equals(Challenge.BASIC)) {
      return lookup.credential().map(c -> new Grant(basic(registryHost, c), Instant.MAX));
    }
    Scopes wanted = challenge.parameter("scope").map(asked.scopes()::plus).orElse(asked.scopes());
    TokenServer.Token token =
        tokenServer.request(
            new TokenServer.TokenRequest(registryHost, asked.base(), challenge, wanted),
            lookup.credential(),
            explain(registryHost));
    return Optional.of(
        new Grant("Bearer " + token.value(), clock.instant().plus(token.lifetime())));
  }

  static String basic(String registryHost, Credential credential) {
    if (credential instanceof Credential.UserPassword user) {
      return Credentials.basic(user.user(), user.password(), StandardCharsets.UTF_8);
    }
    throw new RegistryException(
        RegistryException.Reason.DENIED,
        registryHost
            + " wants a user and password, but only an identity token is stored; run jbuild login "
            + registryHost);
  }

  private static String describe(String registryHost, CredentialSource.Lookup lookup) {
    return lookup
        .credential()
        .map(
            c ->
                "tried the credentials of "
                    + c
                    + " for "
                    + registryHost
                    + " from "
                    + lookup.where())
        .orElse(
            "there are no credentials for "
                + registryHost
                + " in "
                + lookup.where()
                + "; run jbuild login "
                + registryHost);
  }
}
