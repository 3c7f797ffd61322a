// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The samples, built as their own comments say, and started as services. */
@ExtendWith(LabExtension.class)
final class SamplesIT {
  private static final Path SAMPLES = Lab.checkout().resolve("samples");

  @Test
  void debianServiceServesItsPages(Lab lab) throws Exception {
    Jbuild jbuild = lab.jbuild(lab.user());
    BuildContext context = lab.context().copyOf(SAMPLES.resolve("debian-service"));
    Path tree = lab.newDirectory(jbuild.account());

    build(
        jbuild,
        context,
        "-t",
        "debian-service:1",
        "--build-arg",
        "BASE=" + lab.debian(),
        "--output",
        "type=local,dest=" + tree);

    JsonNode config = jbuild.inspect("debian-service:1").path("config").path("config");
    assertThat(config.path("User").asText()).isEqualTo("web");
    assertThat(config.path("ExposedPorts").has("8080/tcp")).isTrue();
    assertThat(config.path("Volumes").has("/srv/web/upload")).isTrue();
    assertThat(config.path("StopSignal").asText()).isEqualTo("SIGINT");
    assertThat(config.path("Healthcheck").path("Interval").asLong()).isEqualTo(30_000_000_000L);
    assertThat(tree.resolve("var/lib/apt/lists")).isEmptyDirectory();
    assertServes(jbuild.account(), tree, config, "/", "Served from an image that jbuild made.");
  }

  /** Downloads what Maven needs. */
  @Test
  void mavenServiceIsCompiledInOneStageAndRunsInTheOther(Lab lab) throws Exception {
    Jbuild jbuild = lab.jbuild(lab.user());
    String java = javaBase(lab, jbuild);
    BuildContext context = lab.context().copyOf(SAMPLES.resolve("maven-service"));
    Path tree = lab.newDirectory(jbuild.account());
    String[] options = {
      "-t",
      "maven-service:1",
      "--build-arg",
      "BUILD_BASE=" + java,
      "--build-arg",
      "RUNTIME_BASE=" + java,
      "--output",
      "type=local,dest=" + tree
    };

    Finished built = build(jbuild, context, options);

    assertThat(built.err()).contains("BUILD SUCCESS");
    JsonNode config = jbuild.inspect("maven-service:1").path("config").path("config");
    assertThat(config.path("Entrypoint").toString()).contains("/app/maven-service.jar");
    assertThat(tree.resolve("src")).doesNotExist();
    assertServes(jbuild.account(), tree, config, "/ada", "Hello, ada!");
  }

  /** Debian with this host's JDK and Maven, and whom they trust; only in jbuild's store. */
  private static String javaBase(Lab lab, Jbuild jbuild) throws IOException {
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s
                COPY jdk /opt/jdk
                COPY maven /opt/maven
                ENV JAVA_HOME=/opt/jdk PATH=/opt/jdk/bin:/opt/maven/bin:/usr/bin:/bin
                ENV MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
                """
                    .formatted(lab.debian()));
    copyWithoutLinks(System.getProperty("java.home"), context.resolve("jdk"));
    copyWithoutLinks(System.getProperty("jbuild.maven.home"), context.resolve("maven"));
    build(jbuild, context, "-t", "java-base:1");
    return "java-base:1";
  }

  /** Distributions link parts of both to places elsewhere in the file system. */
  private static void copyWithoutLinks(String from, Path to) throws IOException {
    String copy = "tar -C '%s' --exclude=src.zip --exclude=jmods -chf - . | tar -C '%s' -xf -";
    Files.createDirectory(to);
    Command.of("sh", "-c", copy.formatted(from, to)).run().ok();
  }

  private static Finished build(Jbuild jbuild, BuildContext context, String... options)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(options));
    words.add(".");
    return jbuild
        .command(words.toArray(String[]::new))
        .in(context.directory())
        .within(Duration.ofMinutes(6))
        .run()
        .ok();
  }

  /** Starts the image's command in its unpacked tree and asks it for a page. */
  private static void assertServes(
      Account account, Path tree, JsonNode config, String path, String expected) throws Exception {
    int port = DockerRegistry.freePort();
    // Java finds its libraries by /proc.
    List<String> words =
        new ArrayList<>(
            List.of(
                "unshare",
                "--map-root-user",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc=" + tree.resolve("proc"),
                "chroot",
                tree.toString()));
    words.addAll(List.of("/usr/bin/env", "-i"));
    config.path("Env").forEach(variable -> words.add(variable.asText()));
    words.add("PORT=" + port);
    config.path("Entrypoint").forEach(word -> words.add(word.asText()));
    config.path("Cmd").forEach(word -> words.add(word.asText()));
    Running service = Command.of(words.toArray(String[]::new)).as(account).start();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      HttpClient http = HttpClient.newHttpClient();
      Eventually.within(
          Duration.ofSeconds(30),
          "an answer of the service",
          () -> {
            if (!service.process().isAlive()) {
              throw new AssertionError("the service ended: " + service.printedSoFar());
            }
            try {
              return http.send(request, BodyHandlers.ofString()).body().contains(expected);
            } catch (IOException e) {
              return false;
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
    } finally {
      service.process().destroyForcibly();
      service.await();
    }
  }
}
