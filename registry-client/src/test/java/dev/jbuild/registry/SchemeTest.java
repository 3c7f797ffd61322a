// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.MediaType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLContext;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which registries are spoken to in plain http, and which in https. */
class SchemeTest {
  private static final byte[] MANIFEST = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
  private static final RegistryOptions OPTIONS =
      Impatient.OPTIONS.withCredentials(CredentialSource.none());

  private static SSLContext tls;

  @BeforeAll
  static void makeCertificate(@TempDir Path directory) throws Exception {
    tls = TlsServers.newContext(directory);
  }

  private static Descriptor putManifest(InMemoryRegistry registry) {
    return registry.putManifest("app", "1", MediaType.OCI_MANIFEST, MANIFEST);
  }

  @Test
  void loopbackMaySpeakPlainHttp() throws IOException {
    try (InMemoryRegistry registry = new InMemoryRegistry();
        RegistryClient client = new RegistryClient(OPTIONS)) {
      Descriptor manifest = putManifest(registry);

      assertThat(client.resolve(registry.reference("app:1"))).isEqualTo(manifest);
      assertThat(client.resolve(Reference.parse("localhost:" + registry.port() + "/app:1")))
          .isEqualTo(manifest);
    }
  }

  @Test
  void loopbackThatHangsUpOnPlainHttpIsSpokenToInHttps() throws IOException {
    try (InMemoryRegistry registry = TlsServers.registry(tls);
        RegistryClient client = new RegistryClient(OPTIONS)) {
      Descriptor manifest = putManifest(registry);

      assertThat(client.resolve(registry.reference("app:1"))).isEqualTo(manifest);
    }
  }

  @Test
  void loopbackThatAnswersPlainHttpWith400IsSpokenToInHttps() throws IOException {
    try (InMemoryRegistry registry = TlsServers.registry(tls);
        TlsServers.Front front = new TlsServers.Front(registry.port());
        RegistryClient client = new RegistryClient(OPTIONS)) {
      Descriptor manifest = putManifest(registry);

      assertThat(client.resolve(Reference.parse(front.host() + "/app:1"))).isEqualTo(manifest);
    }
  }

  @Test
  void plainRegistryThatAnswers400StaysPlain() throws IOException {
    HostRules rules = new HostRules(Set.of());
    try (InMemoryRegistry registry = new InMemoryRegistry();
        Transport transport = Impatient.transport(rules)) {
      registry.onEach(e -> InMemoryRegistry.reply(e, 400, "what?"));
      Servers servers = new Servers(rules, transport, Impatient.retries(), Duration.ofMillis(300));

      assertThat(servers.baseOf(registry.host()))
          .isEqualTo(HttpUrl.get("http://" + registry.host() + "/"));
    }
  }

  /** Linux connects 0.0.0.0 to loopback, but it is not one of its names. */
  private static Reference elsewhere(int port) {
    return Reference.parse("0.0.0.0:" + port + "/app:1");
  }

  @Test
  void insecureHostMaySpeakPlainHttp() throws IOException {
    try (InMemoryRegistry registry = new InMemoryRegistry()) {
      String host = elsewhere(registry.port()).registryHost();
      HostRules rules = new HostRules(Set.of(host));
      try (Transport transport = Impatient.transport(rules)) {
        assertThat(
                new Servers(rules, transport, Impatient.retries(), Duration.ofMillis(300))
                    .baseOf(host))
            .isEqualTo(HttpUrl.get("http://" + host + "/"));
      }
    }
  }

  @Test
  void insecureHostMayHaveAnyCertificate() throws IOException {
    try (InMemoryRegistry registry = TlsServers.registry(tls);
        RegistryClient client =
            new RegistryClient(
                OPTIONS.withHosts(HostSettings.NONE.withInsecureHosts(Set.of("0.0.0.0"))))) {
      Descriptor manifest = putManifest(registry);

      assertThat(client.resolve(elsewhere(registry.port()))).isEqualTo(manifest);
    }
  }

  @Test
  void anyOtherHostNeedsACertificateThatIsTrusted() throws IOException {
    try (InMemoryRegistry registry = TlsServers.registry(tls);
        RegistryClient client = new RegistryClient(OPTIONS)) {
      Reference reference = elsewhere(registry.port());

      assertThatThrownBy(() -> client.resolve(reference))
          .isInstanceOf(RegistryException.class)
          .hasMessageStartingWith(
              "HEAD https://"
                  + reference.registryHost()
                  + "/v2/app/manifests/1: no trusted TLS connection to "
                  + reference.registryHost()
                  + " (");
    }
  }

  @Test
  void anyOtherHostIsNotSpokenToInPlainHttp() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        RegistryClient client = new RegistryClient(OPTIONS)) {
      Thread server = new Thread(() -> answerOnceInPlainHttp(plain));
      server.start();
      Reference reference = elsewhere(plain.getLocalPort());

      assertThatThrownBy(() -> client.resolve(reference))
          .isInstanceOf(RegistryException.class)
          .hasMessage(
              "HEAD https://"
                  + reference.registryHost()
                  + "/v2/app/manifests/1: "
                  + reference.registryHost()
                  + " does not speak https (unsupported or unrecognized SSL message); if plain"
                  + " http is meant, name it as an insecure registry");
      server.join();
    }
  }

  private static void answerOnceInPlainHttp(ServerSocket plain) {
    try (Socket socket = plain.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void silentServerIsToldAsSuch() throws IOException {
    HostRules rules = new HostRules(Set.of());
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Transport transport = Impatient.transport(rules)) {
      Servers servers = new Servers(rules, transport, Impatient.retries(), Duration.ofMillis(100));
      String host = "127.0.0.1:" + silent.getLocalPort();

      assertThatThrownBy(() -> servers.baseOf(host))
          .isInstanceOfSatisfying(
              RegistryException.class,
              e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.UNREACHABLE))
          .hasMessage("GET http://" + host + "/v2/: no answer from " + host + " in time (timeout)");
    }
  }

  @Test
  void closedPortIsUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (RegistryClient client = new RegistryClient(OPTIONS)) {
      String host = "127.0.0.1:" + port;
      assertThatThrownBy(() -> client.resolve(Reference.parse(host + "/app:1")))
          .isInstanceOfSatisfying(
              RegistryException.class,
              e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.UNREACHABLE))
          .hasMessage(
              "GET http://"
                  + host
                  + "/v2/: cannot connect to "
                  + host
                  + " (connection refused); is it running there?");
    }
  }

  @Test
  void unknownHostIsUnreachable() {
    try (RegistryClient client = new RegistryClient(OPTIONS)) {
      assertThatThrownBy(() -> client.resolve(Reference.parse("registry.invalid/app:1")))
          .isInstanceOfSatisfying(
              RegistryException.class,
              e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.UNREACHABLE))
          .hasMessage(
              "HEAD https://registry.invalid/v2/app/manifests/1: the host registry.invalid is not"
                  + " known; check the registry's name");
    }
  }

  @Test
  void impossiblePortIsToldBeforeAnythingIsSent() {
    try (RegistryClient client = new RegistryClient(OPTIONS)) {
      assertThatThrownBy(() -> client.resolve(Reference.parse("127.0.0.1:75050/app:1")))
          .isInstanceOf(RegistryException.class)
          .hasMessage(
              "\"127.0.0.1:75050\" is not the address of a registry: check its name and port");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "127.0.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "127.evil.example, false",
    "127.0.0.1.example, false",
    "127.0.0, false",
    "localhost.example, false",
    "10.0.0.1, false"
  })
  void onlyLiteralsAreLoopback(String host, boolean loopback) {
    assertThat(HostRules.isLoopback(host)).isEqualTo(loopback);
  }

  @ParameterizedTest
  @CsvSource({
    "https://registry.example:5000/, true",
    "https://registry.example/, false",
    "https://any.example:1/, true",
    "https://any.example/, true",
    "https://[fd00::1]:5000/, true",
    "https://[fd00::1]/, false",
    "https://127.0.0.1/, true"
  })
  void insecureHostsAreThoseListed(String url, boolean lenient) {
    HostRules rules =
        new HostRules(Set.of("registry.example:5000", "any.example", "[fd00::1]:5000"));

    assertThat(rules.isLenient(HttpUrl.get(url))).isEqualTo(lenient);
  }

  @Test
  void dockerHubIsKnownByItsRealName() {
    HostRules rules = new HostRules(Set.of());
    try (Transport transport = Impatient.transport(rules)) {
      assertThat(new Servers(rules, transport, Impatient.retries()).baseOf("docker.io"))
          .isEqualTo(HttpUrl.get("https://registry-1.docker.io/"));
    }
  }
}
