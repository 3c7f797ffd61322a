// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthorizationTest {
  private static final byte[] MANIFEST = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("me:pässword".getBytes(StandardCharsets.UTF_8));
  private static final Credential ME = new Credential.UserPassword("me", "pässword");

  private final List<String> tokenRequests = new CopyOnWriteArrayList<>();
  private final List<String> tokenAuthorizations = new CopyOnWriteArrayList<>();
  private InMemoryRegistry registry;
  private Descriptor manifest;

  @BeforeEach
  void start() throws IOException {
    registry = new InMemoryRegistry();
    manifest = registry.putManifest("app", "1", MediaType.OCI_MANIFEST, MANIFEST);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private static RegistryClient client(Optional<Credential> credential) {
    return new RegistryClient(
        Impatient.OPTIONS.withCredentials(
            (host, repository) -> new CredentialSource.Lookup(credential, "/home/me/config.json")));
  }

  private static boolean challenge(HttpExchange exchange, String challenge) throws IOException {
    exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
    return InMemoryRegistry.error(exchange, 401, "UNAUTHORIZED", "authentication required");
  }

  private void requireBasic() {
    registry.on(
        "HEAD",
        "/v2/app",
        e ->
            !InMemoryRegistry.authorization(e).equals(BASIC)
                && challenge(e, "Basic realm=\"test\""));
    registry.on(
        "GET",
        "/v2/app",
        e ->
            !InMemoryRegistry.authorization(e).equals(BASIC)
                && challenge(e, "Basic realm=\"test\""));
  }

  /** Wants the token of the last token request for all requests but those for tokens. */
  private void requireBearer(int expiresIn) {
    registry.onEach(
        e -> {
          String path = e.getRequestURI().getPath();
          if (path.equals("/token")) {
            return answerToken(e, expiresIn);
          }
          String expected = "Bearer token" + tokenRequests.size();
          boolean right =
              !tokenRequests.isEmpty() && InMemoryRegistry.authorization(e).equals(expected);
          return !right
              && !path.equals("/v2/")
              && challenge(
                  e, "Bearer realm=\"http://" + registry.host() + "/token\",service=\"test\"");
        });
  }

  private boolean answerToken(HttpExchange e, int expiresIn) throws IOException {
    String body = new String(e.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String query = e.getRequestURI().getQuery();
    tokenRequests.add(e.getRequestMethod() + " " + (query == null ? body : query));
    tokenAuthorizations.add(InMemoryRegistry.authorization(e));
    return InMemoryRegistry.reply(
        e,
        200,
        "{\"token\":\"token" + tokenRequests.size() + "\",\"expires_in\":" + expiresIn + "}");
  }

  @Test
  void passwordIsSentWhenItIsAskedFor() {
    requireBasic();

    try (RegistryClient client = client(Optional.of(ME))) {
      assertThat(client.resolve(registry.reference("app:1"))).isEqualTo(manifest);
      client.resolve(registry.reference("app:1"));
    }
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void refusedPasswordIsToldWithoutIt() {
    requireBasic();

    try (RegistryClient client =
        client(Optional.of(new Credential.UserPassword("me", "secret1")))) {
      assertThatThrownBy(() -> client.resolve(registry.reference("app:1")))
          .isInstanceOfSatisfying(
              RegistryException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(RegistryException.Reason.DENIED);
                assertThat(e.codes()).containsExactly("UNAUTHORIZED");
              })
          .hasMessage(
              "GET http://"
                  + registry.host()
                  + "/v2/app/manifests/1: the registry answered 401 Unauthorized, UNAUTHORIZED"
                  + " (authentication required); tried the credentials of user me for "
                  + registry.host()
                  + " from /home/me/config.json");
    }
  }

  @Test
  void missingCredentialsAreTold() {
    requireBasic();

    try (RegistryClient client = client(Optional.empty())) {
      assertThatThrownBy(() -> client.manifest(registry.reference("app:1")))
          .isInstanceOf(RegistryException.class)
          .hasMessageEndingWith(
              "; there are no credentials for "
                  + registry.host()
                  + " in /home/me/config.json; run jbuild login "
                  + registry.host());
    }
  }

  @Test
  void tokenIsFetchedOnceForAllRequestsOfItsScope() {
    requireBearer(300);

    try (RegistryClient client = client(Optional.of(ME))) {
      client.resolve(registry.reference("app:1"));
      client.manifest(registry.reference("app:1"));
    }
    assertThat(tokenRequests).containsExactly("GET service=test&scope=repository:app:pull");
    assertThat(tokenAuthorizations).containsExactly(BASIC);
  }

  @Test
  void anonymousTokenIsFetchedWithoutCredentials() {
    requireBearer(300);

    try (RegistryClient client = client(Optional.empty())) {
      assertThat(client.resolve(registry.reference("app:1"))).isEqualTo(manifest);
    }
    assertThat(tokenAuthorizations).containsExactly("");
  }

  @Test
  void expiredTokenIsRenewedBeforeARequestThatWouldBeRefused() {
    requireBearer(0);

    try (RegistryClient client = client(Optional.of(ME))) {
      client.resolve(registry.reference("app:1"));
      client.resolve(registry.reference("app:1"));
    }
    assertThat(registry.requests().stream().filter(r -> r.startsWith("HEAD"))).hasSize(3);
  }

  @Test
  void serverThatKnowsOnlyOauth2GetsThePasswordByPost() {
    requireBearer(300);
    registry.first(
        e ->
            e.getRequestURI().getPath().equals("/token")
                && e.getRequestMethod().equals("GET")
                && InMemoryRegistry.reply(e, 405, ""));

    try (RegistryClient client = client(Optional.of(ME))) {
      assertThat(client.resolve(registry.reference("app:1"))).isEqualTo(manifest);
    }
    assertThat(tokenRequests).hasSize(1);
    assertThat(tokenRequests.get(0))
        .startsWith("POST grant_type=password&client_id=jbuild&service=test")
        .contains("&username=me&password=");
  }

  @Test
  void refreshTokenThatTheServerReplacedIsUsedNext() {
    requireBearer(0);
    registry.first(
        e -> {
          if (!e.getRequestURI().getPath().equals("/token")) {
            return false;
          }
          String body = new String(e.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          tokenRequests.add(body.substring(body.lastIndexOf('=') + 1));
          int count = tokenRequests.size();
          String next = "{\"access_token\":\"token" + count + "\",\"refresh_token\":\"r" + count;
          return InMemoryRegistry.reply(e, 200, next + "\",\"expires_in\":0}");
        });

    try (RegistryClient client = client(Optional.of(new Credential.IdentityToken("r0")))) {
      client.resolve(registry.reference("app:1"));
      client.resolve(registry.reference("app:1"));
    }
    assertThat(tokenRequests).containsExactly("r0", "r1");
  }

  @Test
  void expiredTokenIsFetchedAnew() {
    requireBearer(0);

    try (RegistryClient client = client(Optional.of(ME))) {
      client.resolve(registry.reference("app:1"));
      client.resolve(registry.reference("app:1"));
    }
    assertThat(tokenRequests).hasSize(2);
  }

  @Test
  void tokenThatIsRefusedBeforeItExpiresIsFetchedAnew() {
    requireBearer(300);

    try (RegistryClient client = client(Optional.of(ME))) {
      client.resolve(registry.reference("app:1"));
      tokenRequests.add("another token is valid now");
      assertThat(client.resolve(registry.reference("app:1"))).isEqualTo(manifest);
    }
    assertThat(tokenRequests).hasSize(3);
  }

  @Test
  void identityTokenIsTradedByPost() {
    requireBearer(300);

    try (RegistryClient client = client(Optional.of(new Credential.IdentityToken("refresh/me")))) {
      client.resolve(registry.reference("app:1"));
    }
    assertThat(tokenRequests)
        .containsExactly(
            "POST grant_type=refresh_token&client_id=jbuild&service=test"
                + "&scope=repository%3Aapp%3Apull&refresh_token=refresh%2Fme");
    assertThat(tokenAuthorizations).containsExactly("");
  }

  @Test
  void mountAsksForBothRepositories() {
    requireBearer(300);
    byte[] data = "layer".getBytes(StandardCharsets.UTF_8);
    Descriptor blob = registry.putBlob("base", data);

    try (RegistryClient client = client(Optional.of(ME))) {
      BlobPush push =
          client.pushBlob(
              registry.reference("app"),
              blob,
              () -> new ByteArrayInputStream(data),
              List.of(registry.reference("base")));
      assertThat(push).isEqualTo(BlobPush.MOUNTED);
    }
    assertThat(tokenRequests)
        .containsExactly(
            "GET service=test&scope=repository:app:pull,push",
            "GET service=test&scope=repository:app:pull,push&scope=repository:base:pull");
  }

  @Test
  void deniedTokenForAMountIsFollowedByAnUpload() {
    registry.onEach(
        e ->
            e.getRequestURI().getPath().equals("/token")
                && e.getRequestURI().getQuery().contains("base")
                && InMemoryRegistry.error(e, 403, "DENIED", "not yours"));
    requireBearer(300);
    byte[] data = "layer".getBytes(StandardCharsets.UTF_8);
    Descriptor blob = Descriptor.ofData("x", data);
    Reference app = registry.reference("app");

    try (RegistryClient client = client(Optional.of(ME))) {
      BlobSource source = () -> new ByteArrayInputStream(data);
      assertThat(client.pushBlob(app, blob, source, List.of(registry.reference("base"))))
          .isEqualTo(BlobPush.UPLOADED);
    }
  }

  @Test
  void refusedTokenIsToldWithItsServer() {
    registry.onEach(
        e ->
            e.getRequestURI().getPath().equals("/token")
                && InMemoryRegistry.error(e, 401, "UNAUTHORIZED", "bad login"));
    requireBearer(300);

    try (RegistryClient client = client(Optional.of(ME))) {
      assertThatThrownBy(() -> client.resolve(registry.reference("app:1")))
          .isInstanceOf(RegistryException.class)
          .hasMessage(
              "GET http://"
                  + registry.host()
                  + "/token?…: the registry answered 401 Unauthorized, UNAUTHORIZED (bad login);"
                  + " tried the credentials of user me for "
                  + registry.host()
                  + " from /home/me/config.json");
    }
  }

  @Test
  void tokenServerWithoutEncryptionGetsNoCredentials() {
    registry.on(
        "GET",
        "/manifests/",
        e -> challenge(e, "Bearer realm=\"http://auth.example/token?key=1\",service=\"x\""));

    try (RegistryClient client = client(Optional.of(ME))) {
      assertThatThrownBy(() -> client.manifest(registry.reference("app:1")))
          .isInstanceOf(RegistryException.class)
          .hasMessage(
              registry.host()
                  + " names a token server that cannot be used: http://auth.example/token?… is"
                  + " not encrypted");
    }
  }

  @Test
  void distantRegistryMayNotLeadCredentialsToLoopback() {
    HostRules rules = new HostRules(Set.of());
    Challenge challenge =
        Challenge.parse(List.of("Bearer realm=\"http://127.0.0.1:1/token\"")).get(0);
    TokenServer.TokenRequest request =
        new TokenServer.TokenRequest(
            "reg.example", HttpUrl.get("https://reg.example/"), challenge, Scopes.pull("app"));

    try (Transport transport = Impatient.transport(rules)) {
      TokenServer server = new TokenServer(transport, rules, Impatient.retries());
      assertThatThrownBy(() -> server.request(request, Optional.of(ME), ""))
          .isInstanceOf(RegistryException.class)
          .hasMessage(
              "reg.example names a token server that cannot be used: http://127.0.0.1:1/token is"
                  + " not encrypted");
    }
  }

  @Test
  void answerWithoutTokenIsToldWithoutItsContent() {
    registry.onEach(
        e ->
            e.getRequestURI().getPath().equals("/token")
                && InMemoryRegistry.reply(e, 200, "{\"secret2\":1}"));
    requireBearer(300);

    try (RegistryClient client = client(Optional.of(ME))) {
      assertThatThrownBy(() -> client.resolve(registry.reference("app:1")))
          .isInstanceOf(RegistryException.class)
          .hasMessage(
              "GET http://"
                  + registry.host()
                  + "/token?…: the token server's answer is not a JSON object with a token");
    }
  }

  @Test
  void schemeThatIsNotKnownIsARefusal() {
    registry.on("GET", "/manifests/", e -> challenge(e, "Negotiate"));

    try (RegistryClient client = client(Optional.of(ME))) {
      assertThatThrownBy(() -> client.manifest(registry.reference("app:1")))
          .isInstanceOf(RegistryException.class)
          .hasMessageEndingWith(
              "UNAUTHORIZED (authentication required); it asks for no credentials that help");
    }
  }

  @Test
  void redirectToAnotherServerCarriesNoAuthorization() throws IOException {
    requireBasic();
    byte[] data = "layer".getBytes(StandardCharsets.UTF_8);
    List<String> seen = new ArrayList<>();
    try (InMemoryRegistry storage = new InMemoryRegistry();
        RegistryClient client = client(Optional.of(ME))) {
      storage.onEach(
          e -> {
            seen.add(e.getRequestURI().getPath() + " " + InMemoryRegistry.authorization(e));
            return InMemoryRegistry.reply(e, 200, data);
          });
      registry.on(
          "GET",
          "/blobs/",
          e -> InMemoryRegistry.redirect(e, "http://" + storage.host() + "/data?sig=1"));

      Descriptor blob = Descriptor.ofData("x", data);
      try (InputStream in = client.blob(registry.reference("app"), blob)) {
        assertThat(in.readAllBytes()).isEqualTo(data);
      }
    }
    assertThat(seen).containsExactly("/data ");
  }

  @Test
  void challengeOfAnotherServerIsNotAnswered() throws IOException {
    requireBasic();
    try (InMemoryRegistry storage = new InMemoryRegistry();
        RegistryClient client = client(Optional.of(ME))) {
      List<String> seen = new ArrayList<>();
      storage.onEach(
          e -> {
            seen.add(InMemoryRegistry.authorization(e));
            return challenge(e, "Basic realm=\"evil\"");
          });
      registry.on(
          "GET",
          "/blobs/",
          e -> InMemoryRegistry.redirect(e, "http://" + storage.host() + "/data?sig=1"));

      Descriptor blob = Descriptor.ofData("x", new byte[1]);
      assertThatThrownBy(() -> client.blob(registry.reference("app"), blob))
          .isInstanceOf(RegistryException.class)
          .hasMessageStartingWith(
              "GET http://" + storage.host() + "/data?…: the registry answered");
      assertThat(seen).containsExactly("");
    }
  }

  @Test
  void redirectAwayFromEncryptionIsRefused() {
    registry.on(
        "GET", "/blobs/", e -> InMemoryRegistry.redirect(e, "http://storage.example/data?sig=1"));

    try (RegistryClient client = client(Optional.empty())) {
      Descriptor blob = Descriptor.ofData("x", new byte[1]);
      assertThatThrownBy(() -> client.blob(registry.reference("app"), blob))
          .isInstanceOf(RegistryException.class)
          .hasMessage(
              "GET http://storage.example/data?…: the registry leads to an address without"
                  + " encryption; if that is meant, name storage.example as an insecure registry");
    }
  }

  @Test
  void endlessRedirectsAreBrokenOff() {
    registry.on(
        "GET", "/manifests/", e -> InMemoryRegistry.redirect(e, e.getRequestURI().getPath()));

    try (RegistryClient client = client(Optional.empty())) {
      assertThatThrownBy(() -> client.manifest(registry.reference("app:1")))
          .isInstanceOf(RegistryException.class)
          .hasMessageEndingWith("/v2/app/manifests/1: redirected more than 10 times");
    }
  }
}
