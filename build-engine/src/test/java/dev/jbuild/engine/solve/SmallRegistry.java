// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jbuild.oci.Digest;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a registry, on loopback, as one that pushes and pulls blobs and manifests needs. */
final class SmallRegistry implements AutoCloseable {
  private static final Pattern MOUNT = Pattern.compile("mount=([^&]*)&from=([^&]*)");

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Map<String, byte[]> content = new ConcurrentHashMap<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  SmallRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/v2/", this::serve);
    server.start();
  }

  Reference reference(String name) {
    return Reference.parse("127.0.0.1:" + server.getAddress().getPort() + "/" + name);
  }

  void putBlob(String repository, byte[] data) {
    putBlobAs(repository, Digest.ofData(data), data);
  }

  /** Lies if {@code data} has another digest. */
  void putBlobAs(String repository, Digest digest, byte[] data) {
    content.put(repository + "/blobs/" + digest, data);
  }

  /** What is at {@code repository/manifests/tag} or {@code repository/blobs/digest}. */
  Optional<byte[]> get(String key) {
    return Optional.ofNullable(content.get(key));
  }

  /** Denies all requests for what begins so. */
  void refuse(String prefix) {
    refused.add(prefix);
  }

  /** Such as {@code PUT app/manifests/1}. */
  List<String> requests() {
    return requests;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String key = exchange.getRequestURI().getPath().substring("/v2/".length());
      if (!key.isEmpty()) {
        requests.add(exchange.getRequestMethod() + " " + key);
      }
      if (refused.stream().anyMatch(key::startsWith)) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      switch (exchange.getRequestMethod()) {
        case "POST" -> upload(exchange, key.substring(0, key.indexOf("/blobs/")));
        case "PUT" -> put(exchange, key, body);
        default -> find(exchange, key);
      }
    }
  }

  private void find(HttpExchange exchange, String key) throws IOException {
    byte[] data = content.get(key);
    if (data == null) {
      exchange.sendResponseHeaders(key.isEmpty() ? 200 : 404, -1);
      return;
    }
    exchange.getResponseHeaders().set("Docker-Content-Digest", Digest.ofData(data).toString());
    exchange.getResponseHeaders().set("Content-Type", types.getOrDefault(key, "a/b"));
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(data.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, data.length);
    exchange.getResponseBody().write(data);
  }

  private void upload(HttpExchange exchange, String repository) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    Matcher mount = MOUNT.matcher(query == null ? "" : query);
    if (mount.find()) {
      byte[] data = content.get(mount.group(2) + "/blobs/" + mount.group(1));
      if (data != null) {
        content.put(repository + "/blobs/" + mount.group(1), data);
        exchange.sendResponseHeaders(201, -1);
        return;
      }
    }
    exchange.getResponseHeaders().set("Location", "/v2/" + repository + "/blobs/uploads/1");
    exchange.sendResponseHeaders(202, -1);
  }

  private void put(HttpExchange exchange, String key, byte[] body) throws IOException {
    String digest = Digest.ofData(body).toString();
    if (key.contains("/manifests/")) {
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      String byDigest = key.substring(0, key.lastIndexOf('/') + 1) + digest;
      for (String name : List.of(key, byDigest)) {
        types.put(name, type);
        content.put(name, body);
      }
    } else {
      content.put(key.substring(0, key.indexOf("/blobs/")) + "/blobs/" + digest, body);
    }
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
    exchange.sendResponseHeaders(201, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
