// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks a registry's token server for bearer tokens: by GET, or with an identity token by OAuth2
 * POST.
 *
 * <p>See the distribution project's "Token Authentication" and "OAuth2 Token Authentication".
 */
final class TokenServer {
  private static final String CLIENT_ID = "jbuild";
  private static final long MAX_ANSWER_BYTES = 1 << 20;
  private static final long DEFAULT_LIFETIME_SECONDS = 60;

  private final Transport transport;
  private final HostRules rules;
  private final Retries retries;
  private final Map<String, String> renewed = new ConcurrentHashMap<>();

  /** A token and how long it may be used: a fifth less than it lives. */
  record Token(String value, Duration lifetime) {}

  /** What {@code challenge}, by the registry at {@code registry}, asks to be fetched. */
  record TokenRequest(String registryHost, HttpUrl registry, Challenge challenge, Scopes scopes) {}

  TokenServer(Transport transport, HostRules rules, Retries retries) {
    this.transport = transport;
    this.rules = rules;
    this.retries = retries;
  }

  /** Fetches a token; {@code explanation} says, for messages, which credential is used. */
  Token request(TokenRequest wanted, Optional<Credential> credential, String explanation) {
    HttpUrl realm = realm(wanted);
    if (credential.isPresent() && credential.get() instanceof Credential.IdentityToken identity) {
      Request post = oauth2(realm, wanted, identity);
      return retries.run(() -> request(post, explanation));
    }
    Request get = get(realm, wanted, credential);
    try {
      return retries.run(() -> request(get, explanation));
    } catch (RegistryException e) {
      // Some servers know OAuth2 only.
      boolean noSuchMethod = e.status().orElse(0) == 404 || e.status().orElse(0) == 405;
      if (noSuchMethod && credential.orElse(null) instanceof Credential.UserPassword login) {
        Request post = oauth2(realm, wanted, login);
        return retries.run(() -> request(post, explanation));
      }
      throw e;
    }
  }

  private Token request(Request request, String explanation) {
    try (Response response = transport.execute(request)) {
      if (!response.isSuccessful()) {
        throw ErrorAnswer.of(response, explanation);
      }
      return token(request, response.peekBody(MAX_ANSWER_BYTES).bytes());
    } catch (IOException e) {
      throw Failures.unreachable(request, e);
    }
  }

  /**
   * Credentials are sent there, so it must be encrypted; but for hosts that need not be, if the
   * registry is one of them too: any other may not lead credentials to a process on loopback.
   */
  private HttpUrl realm(TokenRequest wanted) {
    String text = wanted.challenge.realm().orElse("");
    HttpUrl realm = wanted.registry.resolve(text);
    if (realm == null) {
      throw invalid(wanted, "\"" + text + "\" is not an address");
    }
    boolean lenient = rules.isLenient(realm) && rules.isLenient(wanted.registry);
    if (!realm.isHttps() && !lenient) {
      throw invalid(wanted, Failures.redacted(realm) + " is not encrypted");
    }
    return realm;
  }

  private static RegistryException invalid(TokenRequest wanted, String reason) {
    return new RegistryException(
        RegistryException.Reason.INVALID_ANSWER,
        wanted.registryHost + " names a token server that cannot be used: " + reason);
  }

  private static Request get(HttpUrl realm, TokenRequest wanted, Optional<Credential> credential) {
    HttpUrl.Builder url = realm.newBuilder();
    wanted.challenge.parameter("service").ifPresent(s -> url.addQueryParameter("service", s));
    wanted.scopes.list().forEach(scope -> url.addQueryParameter("scope", scope));
    Request.Builder request = new Request.Builder().url(url.build());
    credential.ifPresent(
        c -> request.header("Authorization", Authorizer.basic(wanted.registryHost, c)));
    return request.build();
  }

  private Request oauth2(HttpUrl realm, TokenRequest wanted, Credential.IdentityToken identity) {
    String current = renewed.getOrDefault(identity.token(), identity.token());
    FormBody.Builder form = form(realm, wanted, "refresh_token").add("refresh_token", current);
    return new Request.Builder()
        .url(realm)
        .post(form.build())
        .tag(Credential.IdentityToken.class, identity)
        .build();
  }

  private static Request oauth2(HttpUrl realm, TokenRequest wanted, Credential.UserPassword login) {
    FormBody.Builder form =
        form(realm, wanted, "password")
            .add("username", login.user())
            .add("password", login.password());
    return new Request.Builder().url(realm).post(form.build()).build();
  }

  private static FormBody.Builder form(HttpUrl realm, TokenRequest wanted, String grantType) {
    return new FormBody.Builder()
        .add("grant_type", grantType)
        .add("client_id", CLIENT_ID)
        .add("service", wanted.challenge.parameter("service").orElse(realm.host()))
        .add("scope", wanted.scopes.toString());
  }

  private Token token(Request request, byte[] answer) {
    try {
      ObjectNode json = Json.parseObject(answer, "the token server's answer");
      String value =
          Json.optionalText(json, "token")
              .or(() -> Json.optionalText(json, "access_token"))
              .orElseThrow(() -> new OciException("the token server's answer has no token"));
      // Servers may give another refresh token with each answer, and forget the one before.
      Credential.IdentityToken used = request.tag(Credential.IdentityToken.class);
      if (used != null) {
        Json.optionalText(json, "refresh_token").ifPresent(next -> renewed.put(used.token(), next));
      }
      long seconds = json.path("expires_in").asLong(DEFAULT_LIFETIME_SECONDS);
      return new Token(
          value, Duration.ofSeconds(Math.max(0, seconds)).multipliedBy(4).dividedBy(5));
    } catch (OciException e) {
      // Without its cause, which may quote the answer.
      throw Failures.invalid(
          request, "the token server's answer is not a JSON object with a token");
    }
  }
}
