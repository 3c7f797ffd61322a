// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry on another port, that notes what it is asked before it passes it on. */
final class RegistryProxy implements AutoCloseable {
  private final String upstream;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private RegistryProxy(String upstream, HttpServer server) {
    this.upstream = upstream;
    this.server = server;
  }

  static RegistryProxy before(DockerRegistry registry) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    RegistryProxy proxy = new RegistryProxy(registry.host(), HttpServer.create(any, 0));
    proxy.server.setExecutor(proxy.threads);
    proxy.server.createContext("/", proxy::pass);
    proxy.server.start();
    return proxy;
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Such as {@code GET /v2/app/manifests/1}, in the order in which they came. */
  List<String> requests() {
    return requests;
  }

  List<String> requests(String pattern) {
    return requests.stream().filter(request -> request.matches(pattern)).toList();
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      HttpURLConnection to = connect(exchange);
      if (List.of("PUT", "POST", "PATCH").contains(exchange.getRequestMethod())) {
        byte[] body = exchange.getRequestBody().readAllBytes();
        to.setDoOutput(true);
        to.setFixedLengthStreamingMode(body.length);
        to.getOutputStream().write(body);
      }
      answer(exchange, to);
    }
  }

  private HttpURLConnection connect(HttpExchange exchange) throws IOException {
    URI uri = URI.create("http://" + upstream + exchange.getRequestURI());
    HttpURLConnection to = (HttpURLConnection) uri.toURL().openConnection();
    to.setInstanceFollowRedirects(false);
    to.setRequestMethod(exchange.getRequestMethod());
    for (Map.Entry<String, List<String>> header : exchange.getRequestHeaders().entrySet()) {
      if (!List.of("Host", "Content-length", "Connection").contains(header.getKey())) {
        header.getValue().forEach(value -> to.addRequestProperty(header.getKey(), value));
      }
    }
    return to;
  }

  private void answer(HttpExchange exchange, HttpURLConnection from) throws IOException {
    int status = from.getResponseCode();
    for (Map.Entry<String, List<String>> header : from.getHeaderFields().entrySet()) {
      String name = header.getKey();
      if (name != null && !name.equalsIgnoreCase("Transfer-Encoding")) {
        String value = header.getValue().get(0);
        exchange.getResponseHeaders().set(name, value.replace(upstream, host()));
      }
    }
    InputStream body = status < 400 ? from.getInputStream() : from.getErrorStream();
    byte[] data = body == null ? new byte[0] : body.readAllBytes();
    boolean bodiless = exchange.getRequestMethod().equals("HEAD") || data.length == 0;
    exchange.sendResponseHeaders(status, bodiless ? -1 : data.length);
    if (!bodiless) {
      exchange.getResponseBody().write(data);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
