// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The uploads that an {@link InMemoryRegistry} has begun; each address is good for one request. */
final class UploadsInMemory {
  private static final class Upload {
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private String state = "a/b=";
    private int changes;
  }

  private final Map<String, Upload> uploads = new HashMap<>();
  private int count;
  private OptionalInt leastChunk = OptionalInt.empty();

  synchronized void requireChunks(int leastBytes) {
    leastChunk = OptionalInt.of(leastBytes);
  }

  /** Begins an upload at an address that somebody else tells. */
  synchronized void know(String path) {
    uploads.put(path, new Upload());
  }

  /** How many are neither finished nor cancelled. */
  synchronized int open() {
    return uploads.size();
  }

  /** Forgets all of them, as a registry does that is started anew. */
  synchronized void forget() {
    uploads.clear();
  }

  synchronized void begin(HttpExchange exchange, String path) throws IOException {
    count++;
    String name = path + "session" + (count == 1 ? "" : count);
    uploads.put(name, new Upload());
    leastChunk.ifPresent(
        n -> exchange.getResponseHeaders().set("OCI-Chunk-Min-Length", Integer.toString(n)));
    exchange.getResponseHeaders().set("Location", name + "?_state=a%2Fb%3D");
    InMemoryRegistry.reply(exchange, 202, "");
  }

  /** Takes some of the body, and hangs up: what came stays. */
  synchronized boolean takePart(HttpExchange exchange, int bytes) throws IOException {
    Upload upload = uploads.get(exchange.getRequestURI().getPath());
    upload.data.write(exchange.getRequestBody().readNBytes(bytes));
    return true;
  }

  synchronized void tell(HttpExchange exchange) throws IOException {
    Optional<Upload> upload = find(exchange, false);
    if (upload.isPresent()) {
      accepted(exchange, upload.get(), 204);
    }
  }

  synchronized void patch(HttpExchange exchange) throws IOException {
    Optional<Upload> upload = find(exchange, true);
    if (upload.isEmpty()) {
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Content-Range");
    int start = Integer.parseInt(range.substring(0, range.indexOf('-')));
    if (start != upload.get().data.size()) {
      InMemoryRegistry.reply(exchange, 416, "");
      return;
    }
    try (InputStream in = exchange.getRequestBody()) {
      in.transferTo(upload.get().data);
    }
    upload.get().changes++;
    upload.get().state = "a/b=" + upload.get().changes;
    accepted(exchange, upload.get(), 202);
  }

  private static void accepted(HttpExchange exchange, Upload upload, int status)
      throws IOException {
    String path = exchange.getRequestURI().getPath();
    String state = upload.state.replace("/", "%2F").replace("=", "%3D");
    exchange.getResponseHeaders().set("Location", path + "?_state=" + state);
    exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, upload.data.size() - 1));
    InMemoryRegistry.reply(exchange, status, "");
  }

  /** The whole blob, unless an error was answered. */
  synchronized Optional<byte[]> finish(HttpExchange exchange, byte[] rest) throws IOException {
    Optional<Upload> upload = find(exchange, true);
    if (upload.isPresent()) {
      upload.get().data.write(rest);
      uploads.remove(exchange.getRequestURI().getPath());
    }
    return upload.map(u -> u.data.toByteArray());
  }

  synchronized void cancel(HttpExchange exchange) throws IOException {
    if (find(exchange, false).isPresent()) {
      uploads.remove(exchange.getRequestURI().getPath());
      InMemoryRegistry.reply(exchange, 204, "");
    }
  }

  private Optional<Upload> find(HttpExchange exchange, boolean current) throws IOException {
    Upload upload = uploads.get(exchange.getRequestURI().getPath());
    if (upload == null) {
      InMemoryRegistry.error(exchange, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown");
      return Optional.empty();
    }
    if (current && !upload.state.equals(InMemoryRegistry.query(exchange).get("_state"))) {
      InMemoryRegistry.error(exchange, 400, "BLOB_UPLOAD_INVALID", "not the latest address");
      return Optional.empty();
    }
    return Optional.of(upload);
  }
}
