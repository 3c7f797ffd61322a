// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A registry on loopback that keeps everything in memory and can be told to misbehave: the part of
 * the OCI distribution specification that the client uses.
 */
final class InMemoryRegistry implements AutoCloseable {
  /** Answers a request in place of the registry, or returns false to leave it to it. */
  interface Hook {
    boolean handle(HttpExchange exchange) throws IOException;
  }

  static {
    // Otherwise each answer with a body waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final Set<HttpExchange> LOST = ConcurrentHashMap.newKeySet();

  private static final class Stored {
    private final String mediaType;
    private final byte[] data;

    Stored(String mediaType, byte[] data) {
      this.mediaType = mediaType;
      this.data = data;
    }
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Map<String, Stored> content = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Hook> hooks = new CopyOnWriteArrayList<>();
  private final UploadsInMemory uploads = new UploadsInMemory();
  private volatile boolean ranges = true;

  InMemoryRegistry() throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  InMemoryRegistry(HttpServer server) {
    this.server = server;
    server.setExecutor(executor);
    server.createContext("/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String host() {
    return "127.0.0.1:" + port();
  }

  Reference reference(String name) {
    return Reference.parse(host() + "/" + name);
  }

  /** The requests so far, without the probe: {@code HEAD /v2/app/manifests/1}. */
  List<String> requests() {
    return requests.stream().filter(r -> !r.equals("GET /v2/")).toList();
  }

  void onEach(Hook hook) {
    hooks.add(hook);
  }

  /** Asks {@code hook} before all others. */
  void first(Hook hook) {
    hooks.add(0, hook);
  }

  /** Lets {@code hook} answer all requests of this method whose path contains {@code part}. */
  void on(String method, String part, Hook hook) {
    hooks.add(
        e ->
            e.getRequestMethod().equals(method)
                && e.getRequestURI().getPath().contains(part)
                && hook.handle(e));
  }

  Descriptor putBlob(String repository, byte[] data) {
    Descriptor blob = Descriptor.ofData("application/octet-stream", data);
    content.put(repository + "/blobs/" + blob.digest(), new Stored(blob.mediaType(), data));
    return blob;
  }

  Descriptor putManifest(String repository, String tag, String mediaType, byte[] data) {
    Descriptor manifest = Descriptor.ofData(mediaType, data);
    Stored stored = new Stored(mediaType, data);
    content.put(repository + "/manifests/" + manifest.digest(), stored);
    content.put(repository + "/manifests/" + tag, stored);
    return manifest;
  }

  /** Makes it send whole blobs to who asks for a part. */
  void ignoreRanges() {
    ranges = false;
  }

  UploadsInMemory uploads() {
    return uploads;
  }

  /** What is there: {@code app/blobs/sha256:…}, {@code app/manifests/1}. */
  Set<String> content() {
    return Set.copyOf(content.keySet());
  }

  byte[] blob(String repository, Digest digest) {
    return content.get(repository + "/blobs/" + digest).data;
  }

  private void serve(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    requests.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI().getPath()
            + (query == null ? "" : "?" + query));
    try (exchange) {
      for (Hook hook : hooks) {
        if (hook.handle(exchange)) {
          return;
        }
      }
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/v2/")) {
        reply(exchange, 200, "{}");
        return;
      }
      switch (exchange.getRequestMethod()) {
        case "GET", "HEAD" -> get(exchange, path.substring("/v2/".length()));
        case "POST" -> startUpload(exchange, path);
        case "PUT" -> put(exchange, path.substring("/v2/".length()));
        case "PATCH" -> uploads.patch(exchange);
        case "DELETE" -> uploads.cancel(exchange);
        default -> reply(exchange, 405, "");
      }
    }
  }

  private void get(HttpExchange exchange, String key) throws IOException {
    if (key.contains("/blobs/uploads/")) {
      uploads.tell(exchange);
      return;
    }
    Stored stored = content.get(key);
    if (stored == null) {
      String code = key.contains("/blobs/") ? "BLOB_UNKNOWN" : "MANIFEST_UNKNOWN";
      error(exchange, 404, code, "unknown to registry");
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", stored.mediaType);
    exchange
        .getResponseHeaders()
        .set("Docker-Content-Digest", Digest.ofData(stored.data).toString());
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null || !ranges) {
      reply(exchange, 200, stored.data);
      return;
    }
    int start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    int last = stored.data.length - 1;
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + start + "-" + last + "/" + stored.data.length);
    reply(exchange, 206, Arrays.copyOfRange(stored.data, start, last + 1));
  }

  private void startUpload(HttpExchange exchange, String path) throws IOException {
    Map<String, String> query = query(exchange);
    String repository = path.substring("/v2/".length(), path.indexOf("/blobs/uploads/"));
    String mount = query.getOrDefault("mount", "");
    Stored mounted = content.get(query.getOrDefault("from", "") + "/blobs/" + mount);
    if (mounted != null) {
      content.put(repository + "/blobs/" + mount, mounted);
      exchange.getResponseHeaders().set("Docker-Content-Digest", mount);
      reply(exchange, 201, "");
      return;
    }
    uploads.begin(exchange, path);
  }

  private void put(HttpExchange exchange, String path) throws IOException {
    byte[] data = exchange.getRequestBody().readAllBytes();
    if (path.contains("/manifests/")) {
      String repository = path.substring(0, path.indexOf("/manifests/"));
      String tag = path.substring(path.lastIndexOf('/') + 1);
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      Descriptor manifest = putManifest(repository, tag, type, data);
      exchange.getResponseHeaders().set("Docker-Content-Digest", manifest.digest().toString());
      reply(exchange, 201, "");
      return;
    }
    String expected = query(exchange).get("digest");
    Optional<byte[]> whole = uploads.finish(exchange, data);
    if (whole.isEmpty()) {
      return;
    }
    data = whole.get();
    if (!Digest.ofData(data).toString().equals(expected)) {
      error(exchange, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
      return;
    }
    putBlob(path.substring(0, path.indexOf("/blobs/")), data);
    exchange.getResponseHeaders().set("Docker-Content-Digest", expected);
    reply(exchange, 201, "");
  }

  static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : (raw == null ? "" : raw).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(
          parts[0], URLDecoder.decode(parts.length == 2 ? parts[1] : "", StandardCharsets.UTF_8));
    }
    return query;
  }

  static boolean error(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    return reply(
        exchange,
        status,
        "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}");
  }

  static boolean reply(HttpExchange exchange, int status, String body) throws IOException {
    return reply(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Lets all that follows for a request happen, but for its answer. */
  static boolean loseAnswer(HttpExchange exchange) {
    LOST.add(exchange);
    return false;
  }

  static boolean reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    if (LOST.remove(exchange)) {
      return true;
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
      return true;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    return true;
  }

  static boolean redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    return reply(exchange, 307, "");
  }

  /** Sends fewer bytes than announced, then closes the connection. */
  static boolean truncate(HttpExchange exchange, byte[] body, int sentBytes) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body, 0, sentBytes);
    exchange.getResponseBody().flush();
    return true;
  }

  static String authorization(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header == null ? "" : header;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
