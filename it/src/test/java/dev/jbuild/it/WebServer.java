// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A web server on loopback with files that a test puts there, and their ETags. */
final class WebServer implements AutoCloseable {
  static final String LAST_MODIFIED = "Sun, 09 Sep 2001 01:46:40 GMT";
  static final long LAST_MODIFIED_SECONDS = 1_000_000_000;

  /** What a build has to send for files below /token, and for {@code /git/private.git}. */
  static final String TOKEN = "hush-hush";

  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private WebServer(HttpServer server) {
    this.server = server;
  }

  static WebServer start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    WebServer web = new WebServer(server);
    server.createContext("/", web::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    return web;
  }

  HttpServer server() {
    return server;
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The URL of a path that begins with a slash. */
  String url(String path) {
    return "http://" + host() + path;
  }

  WebServer file(String path, byte[] data) {
    files.put(path, data);
    return this;
  }

  WebServer file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Status and path of the requests since this was last asked. */
  List<String> takeRequests() {
    List<String> taken = List.copyOf(requests);
    requests.clear();
    return taken;
  }

  /** {@code user:password} as a browser sends it. */
  static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  /** /moved/x leads to /x, /away/x to what is /x of a server of another name. */
  private Optional<String> redirect(URI uri) {
    String text = uri.toString();
    if (text.startsWith("/away/")) {
      String port = ":" + server.getAddress().getPort();
      return Optional.of("http://localhost" + port + text.substring("/away".length()));
    }
    return Optional.of(text)
        .filter(t -> t.startsWith("/moved/"))
        .map(t -> t.substring("/moved".length()));
  }

  /** Files below /private need {@code user:secret}, those below /token the token. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String login = exchange.getRequestHeaders().getFirst("Authorization");
      Optional<String> redirect = redirect(exchange.getRequestURI());
      byte[] data = files.get(path);
      if ((path.startsWith("/private/") && !basic("user:secret").equals(login))
          || (path.startsWith("/token/") && !("Bearer " + TOKEN).equals(login))) {
        send(exchange, 401, new byte[0]);
      } else if (redirect.isPresent()) {
        exchange.getResponseHeaders().set("Location", redirect.get());
        send(exchange, 302, new byte[0]);
      } else if (data == null) {
        send(exchange, 404, new byte[0]);
      } else {
        String etag = "\"" + Arrays.hashCode(data) + "\"";
        exchange.getResponseHeaders().set("ETag", etag);
        exchange.getResponseHeaders().set("Last-Modified", LAST_MODIFIED);
        boolean known = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
        send(exchange, known ? 304 : 200, data);
      }
    }
  }

  private void send(HttpExchange exchange, int status, byte[] data) throws IOException {
    requests.add(status + " " + exchange.getRequestURI().getPath());
    boolean body = status == 200 && data.length > 0;
    exchange.sendResponseHeaders(status, body ? data.length : -1);
    if (body) {
      exchange.getResponseBody().write(data);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
