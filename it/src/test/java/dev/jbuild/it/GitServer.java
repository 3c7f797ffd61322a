// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Git repositories behind {@code git http-backend}, which clients reach as {@code /git/NAME}. */
final class GitServer {
  private final Path directory;

  /** Serves the repositories in {@code directory}. */
  GitServer(WebServer web, Path directory) {
    this.directory = directory;
    web.server().createContext("/git/", this::answer);
  }

  /** A new repository with these files on branch {@code main}; returns the commit. */
  String create(String name, Map<String, String> files) throws IOException {
    Path work = Files.createDirectory(directory.resolve(name + ".work"));
    git(work, "init", "-q", "-b", "main");
    String commit = commit(name, files);
    git(directory, "clone", "-q", "--bare", work.toString(), name);
    git(directory.resolve(name), "update-server-info");
    return commit;
  }

  /** Writes files and commits them, before the repository is served. */
  private String commit(String name, Map<String, String> files) throws IOException {
    Path work = directory.resolve(name + ".work");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = work.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    git(work, "add", "-A");
    git(work, "commit", "-q", "-m", "m");
    return git(work, "rev-parse", "HEAD");
  }

  /** When the last commit was made. */
  Instant timeOf(String name) throws IOException {
    String seconds = git(directory.resolve(name), "log", "-1", "--format=%ct");
    return Instant.ofEpochSecond(Long.parseLong(seconds));
  }

  /** Commits more files to a repository that is served already; returns the commit. */
  String push(String name, Map<String, String> files) throws IOException {
    String commit = commit(name, files);
    git(
        directory.resolve(name + ".work"),
        "push",
        "-q",
        directory.resolve(name).toString(),
        "main");
    return commit;
  }

  private static String git(Path directory, String... words) throws IOException {
    String[] all = new String[words.length + 5];
    all[0] = "git";
    all[1] = "-c";
    all[2] = "user.name=n";
    all[3] = "-c";
    all[4] = "user.email=n@example.com";
    System.arraycopy(words, 0, all, 5, words.length);
    return Command.of(all)
        .in(directory)
        .with("GIT_CONFIG_GLOBAL", "/dev/null")
        .run()
        .ok()
        .outLine();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (isDenied(exchange)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
      Map<String, String> environment = builder.environment();
      environment.put("GIT_PROJECT_ROOT", directory.toString());
      environment.put("GIT_HTTP_EXPORT_ALL", "1");
      environment.put("REQUEST_METHOD", exchange.getRequestMethod());
      environment.put("PATH_INFO", exchange.getRequestURI().getPath().substring("/git".length()));
      environment.put(
          "QUERY_STRING", Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
      header(exchange, "Content-Type").ifPresent(v -> environment.put("CONTENT_TYPE", v));
      header(exchange, "Git-Protocol").ifPresent(v -> environment.put("GIT_PROTOCOL", v));
      header(exchange, "Content-Encoding")
          .ifPresent(v -> environment.put("HTTP_CONTENT_ENCODING", v));
      Process git = builder.start();
      try (OutputStream in = git.getOutputStream()) {
        exchange.getRequestBody().transferTo(in);
      }
      try (InputStream out = git.getInputStream()) {
        forward(exchange, out.readAllBytes());
      }
    }
  }

  private static boolean isDenied(HttpExchange exchange) {
    String login = WebServer.basic("x-access-token:" + WebServer.TOKEN);
    return exchange.getRequestURI().getPath().startsWith("/git/private.git")
        && !header(exchange, "Authorization").equals(Optional.of(login));
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** Turns what a CGI program printed into an answer. */
  private static void forward(HttpExchange exchange, byte[] printed) throws IOException {
    int status = 200;
    int at = 0;
    while (at < printed.length) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (; printed[at] != '\n'; at++) {
        line.write(printed[at]);
      }
      at++;
      String text = line.toString(StandardCharsets.UTF_8).strip();
      int colon = text.indexOf(':');
      if (colon < 0) {
        break;
      }
      String value = text.substring(colon + 1).strip();
      if (text.startsWith("Status:")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().set(text.substring(0, colon), value);
      }
    }
    exchange.sendResponseHeaders(status, printed.length == at ? -1 : printed.length - at);
    exchange.getResponseBody().write(printed, at, printed.length - at);
  }
}
