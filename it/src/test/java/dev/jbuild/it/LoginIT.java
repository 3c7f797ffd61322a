// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logging in, and what is and isn't shown of it. */
@ExtendWith(LabExtension.class)
final class LoginIT {
  private static final String PASSWORD = "s3cr:et-word";

  /** The front of a registry that wants a password, and notes who asks. */
  private static final class GuardedFront implements AutoCloseable {
    private final HttpServer server;
    private final List<String> refused = new CopyOnWriteArrayList<>();

    GuardedFront() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.setExecutor(Executors.newCachedThreadPool());
      server.start();
    }

    String host() {
      return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        String login = exchange.getRequestHeaders().getFirst("Authorization");
        boolean mine = WebServer.basic("me:" + PASSWORD).equals(login);
        if (!mine) {
          refused.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"guarded\"");
        }
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(mine ? 200 : 401, body.length);
        exchange.getResponseBody().write(body);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Finished login(Jbuild jbuild, String password, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("sh", "-c", "printf %s \"$SECRET\" | \"$@\"", "sh"));
    words.addAll(List.of(jbuild.program().toString(), "login", "-u", "me", "--password-stdin"));
    words.addAll(List.of(more));
    return Command.of(words.toArray(String[]::new))
        .as(jbuild.account())
        .with("JBUILD_ROOT", jbuild.root().toString())
        .with("SECRET", password)
        .run();
  }

  @Test
  void loginIsTriedStoredAndForgotten(Lab lab) throws IOException {
    Jbuild jbuild = lab.jbuild(lab.user());
    Path file = lab.newDirectory(lab.user()).resolve("auth.json");
    try (GuardedFront registry = new GuardedFront()) {
      Finished wrong =
          login(jbuild, "wrong", registry.host(), "--authfile", file.toString()).exits(4);
      assertThat(wrong.err()).contains("401").doesNotContain("wrong");
      assertThat(file).doesNotExist();

      Finished right =
          login(jbuild, PASSWORD + "\n", registry.host(), "--authfile", file.toString()).ok();
      assertThat(right.err()).contains(file.toString()).doesNotContain(PASSWORD);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");

      jbuild.run("logout", registry.host(), "--authfile", file.toString()).ok();
      assertThat(Files.readString(file)).doesNotContain(registry.host());
      jbuild.run("logout", registry.host(), "--authfile", file.toString()).exits(1);
    }
  }

  @Test
  void whatJbuildStoresSkopeoReads(Lab lab) throws IOException {
    MustWork.assumeTools("skopeo");
    Jbuild jbuild = lab.jbuild(lab.user());
    Path directory = lab.newDirectory(lab.user());
    Path ours = directory.resolve("auth.json");
    try (GuardedFront registry = new GuardedFront()) {
      login(jbuild, PASSWORD, registry.host(), "--authfile", ours.toString()).ok();
      Finished told =
          Command.of(
                  "skopeo", "login", "--get-login", "--authfile", ours.toString(), registry.host())
              .run()
              .ok();
      assertThat(told.outLine()).isEqualTo("me");
    }
  }

  @Test
  void refusedPushIsToldBeforeTheFirstStep(Lab lab) throws IOException {
    Jbuild jbuild = lab.jbuild(lab.user());
    try (GuardedFront target = new GuardedFront()) {
      BuildContext context =
          lab.context().dockerfile("FROM " + lab.busybox() + "\nRUN echo ran-$((40+2))\n");
      String name = target.host() + "/app:1";

      Finished failed = jbuild.build(context, "-t", name, "--push").exits(4);

      assertThat(failed.err()).contains("POST").contains("401").doesNotContain("ran-42");
      Finished late = jbuild.build(context, "-t", name, "--push", "--no-push-check").exits(4);
      assertThat(late.err()).contains("401").contains("ran-42");
      assertThat(jbuild.run("images").ok().out()).contains(target.host() + "/app");
    }
  }

  @Test
  void loginOfTheCommandLineIsForTheNamedRegistryOnly(Lab lab) throws IOException {
    Jbuild jbuild = lab.jbuild(lab.user());
    try (GuardedFront base = new GuardedFront();
        GuardedFront target = new GuardedFront()) {
      BuildContext context = lab.context().dockerfile("FROM " + base.host() + "/base:1\n");

      Finished failed =
          jbuild
              .build(context, "-t", target.host() + "/app:1", "--creds", "me:" + PASSWORD)
              .exits(4);

      assertThat(failed.err()).contains("401").doesNotContain(PASSWORD);
      assertThat(base.refused).isNotEmpty();
      Finished nameless = jbuild.build(context, "--creds", PASSWORD).exits(1);
      assertThat(nameless.err()).doesNotContain(PASSWORD);
    }
  }
}
