// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry with one image, whose layer it never sends whole: it closes the connection. */
final class RudeRegistry implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger blobRequests = new AtomicInteger();

  private RudeRegistry(HttpServer server) {
    this.server = server;
  }

  static RudeRegistry start(HandmadeImage image, HandmadeLayer cut) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    RudeRegistry rude = new RudeRegistry(HttpServer.create(any, 0));
    byte[] manifest = Json.toBytes(image.manifest());
    byte[] config = image.config();
    byte[] layer = Files.readAllBytes(cut.file());
    rude.server.createContext(
        "/v2/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (path.contains("/manifests/")) {
            exchange
                .getResponseHeaders()
                .set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            exchange
                .getResponseHeaders()
                .set("Docker-Content-Digest", Digest.ofData(manifest).toString());
            send(exchange, 200, manifest, manifest.length);
          } else if (path.endsWith(Digest.ofData(config).toString())) {
            send(exchange, 200, config, config.length);
          } else if (path.endsWith(cut.digest().toString())) {
            rude.blobRequests.incrementAndGet();
            send(exchange, 200, layer, layer.length / 3);
          } else {
            send(exchange, path.equals("/v2/") ? 200 : 404, new byte[0], 0);
          }
        });
    rude.server.setExecutor(rude.threads);
    rude.server.start();
    return rude;
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  int blobRequests() {
    return blobRequests.get();
  }

  /** Promises all of {@code body} and sends its first bytes. */
  private static void send(HttpExchange exchange, int status, byte[] body, int sentBytes)
      throws IOException {
    boolean bodiless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
    if (bodiless) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(Arrays.copyOf(body, sentBytes));
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
