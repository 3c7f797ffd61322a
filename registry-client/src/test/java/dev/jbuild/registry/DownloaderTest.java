// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sees what logs in. */
final class DownloaderTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private HttpServer here;
  private HttpServer elsewhere;
  private Downloader downloader;

  @BeforeEach
  void start() throws IOException {
    here = server("here");
    elsewhere = server("elsewhere");
    downloader =
        new Downloader(
            Map.of(),
            "test",
            host -> Optional.of(host).filter("127.0.0.1"::equals).map(h -> "Mine"));
  }

  @AfterEach
  void stop() {
    downloader.close();
    here.stop(0);
    elsewhere.stop(0);
  }

  private HttpServer server(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(name, exchange));
    server.start();
    return server;
  }

  /** /away leads to the other server, /moved to /f here; /denied is for nobody. */
  private void answer(String name, HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String login =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
              .orElse("none");
      seen.add(name + path + " " + login);
      boolean away = path.startsWith("/away");
      if (away || path.equals("/moved")) {
        String target = away ? url(elsewhere, path.substring("/away".length())) : "/f";
        exchange.getResponseHeaders().set("Location", target);
        exchange.sendResponseHeaders(302, -1);
      } else {
        exchange.sendResponseHeaders(path.equals("/denied") ? 401 : 200, -1);
      }
    }
  }

  private static String url(HttpServer server, String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void get(String url) {
    downloader.get(url, Download.Validators.NONE).close();
  }

  @Test
  void theHostThatIsAskedSeesIt() {
    get(url(here, "/f"));
    get(url(here, "/moved"));

    assertThat(seen).containsExactly("here/f Mine", "here/moved Mine", "here/f Mine");
  }

  @Test
  void itComesBeforeWhatTheUrlHolds() {
    get(url(here, "/f").replace("//", "//user:secret@"));

    assertThat(seen).containsExactly("here/f Mine");
  }

  @Test
  void noOtherServerSeesItAfterARedirect() {
    get(url(here, "/away/f"));
    get(url(here, "/away/f").replace("127.0.0.1", "user:secret@localhost"));

    assertThat(seen)
        .containsExactly(
            "here/away/f Mine",
            "elsewhere/f none",
            "here/away/f Basic dXNlcjpzZWNyZXQ=",
            "elsewhere/f none");
  }

  @Test
  void deniedIsWhatOtherCredentialsCouldChange() {
    assertThatThrownBy(() -> get(url(here, "/denied")))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.DENIED))
        .hasMessageEndingWith("/denied: status 401; the server wants other credentials")
        .hasMessageNotContaining("Mine");
    assertThatThrownBy(() -> get(url(here, "/away/denied")))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.REFUSED))
        .hasMessageEndingWith("status 401; the server wants credentials");
  }
}
