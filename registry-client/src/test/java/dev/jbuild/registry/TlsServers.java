// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Servers on loopback that speak TLS with a certificate that nobody vouches for. */
final class TlsServers {
  private static final String PASSWORD = "password";

  private TlsServers() {}

  /** Has a key and a certificate made by the JDK's own tool. */
  static SSLContext newContext(Path directory) throws Exception {
    Path store = directory.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "test",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=test",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();

    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /**
   * Java's https server, which closes the connection or sends an alert to who speaks plain http.
   */
  static InMemoryRegistry registry(SSLContext context) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new InMemoryRegistry(server);
  }

  /** Answers plain http with status 400, as Go and nginx do, and hands TLS on to a registry. */
  static final class Front implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final int backendPort;

    Front(int backendPort) throws IOException {
      this.backendPort = backendPort;
      executor.execute(this::accept);
    }

    String host() {
      return "127.0.0.1:" + socket.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket client = socket.accept();
          executor.execute(() -> serve(client));
        }
      } catch (IOException e) {
        assertThat(socket.isClosed()).isTrue();
      }
    }

    private void serve(Socket client) {
      try (client) {
        int first = client.getInputStream().read();
        if (first != TLS_HANDSHAKE) {
          client
              .getOutputStream()
              .write(
                  "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
                      .getBytes(StandardCharsets.US_ASCII));
          client.shutdownOutput();
          client.getInputStream().transferTo(OutputStream.nullOutputStream());
          return;
        }
        try (Socket backend = new Socket(InetAddress.getLoopbackAddress(), backendPort)) {
          backend.getOutputStream().write(first);
          executor.execute(() -> copy(backend, client));
          client.getInputStream().transferTo(backend.getOutputStream());
        }
      } catch (IOException e) {
        // One of the two hung up, which ends the connection.
        assertThat(e).isNotNull();
      }
    }

    private static void copy(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        assertThat(from.isClosed() || to.isClosed()).isTrue();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
      executor.shutdownNow();
    }
  }
}
