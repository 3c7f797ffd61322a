// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.CacheLocation;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.CacheTarget;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.DockerfileSource;
import dev.jbuild.engine.Output;
import dev.jbuild.engine.RegistryAccess.Login;
import dev.jbuild.engine.RequestJson;
import dev.jbuild.engine.SecretSource;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuildMojoTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @TempDir Path dir;
  private final BuildMojo mojo = new BuildMojo();
  private final RecordingLog log = new RecordingLog();
  private final MavenExecutionRequest maven = new DefaultMavenExecutionRequest();
  private final MavenProject project = new MavenProject();

  /** Maven has no other constructor for it, and no other way to give it away. */
  @SuppressWarnings("deprecation")
  @BeforeEach
  void configure() throws IOException {
    mojo.setLog(log);
    set("image", "example.com:5000/team/app:1");
    set("contextDirectory", dir.toFile());
    set("root", dir.resolve("root").toFile());
    set("project", project);
    MavenSession session = new MavenSession(null, null, maven, new DefaultMavenExecutionResult());
    session.setProjects(List.of(project));
    set("session", session);
    project.setFile(dir.resolve("pom.xml").toFile());
    project.getBuild().setDirectory(dir.resolve("target").toString());
    Files.writeString(dir.resolve("Dockerfile"), "FROM scratch\n");
  }

  /** As Maven does it. */
  private void set(String parameter, Object value) {
    for (Class<?> type = BuildMojo.class; type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(parameter)) {
          try {
            field.setAccessible(true);
            field.set(mojo, value);
            return;
          } catch (IllegalAccessException e) {
            throw new LinkageError(parameter, e);
          }
        }
      }
    }
    throw new LinkageError("no such parameter: " + parameter);
  }

  private void child(String script) throws IOException {
    Path program = dir.resolve("jbuild");
    Files.writeString(program, "#!/bin/sh\nhead -n 1 >'" + dir + "/request'\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    set("launcher", program.toFile());
  }

  private BuildRequest request(boolean push) throws MojoFailureException, IOException {
    return mojo.request(push, mojo.ownRecipe(), Optional.of(mojo.imageName()));
  }

  @Test
  void buildsInAChildProcess() throws Exception {
    set("tags", List.of("2", "latest"));
    Files.createFile(dir.resolve("D"));
    set("dockerfile", new File(dir.toFile(), "D"));
    set("buildArgs", Map.of("A", "1"));
    set("labels", Map.of("l", "v"));
    set("target", "stage");
    set("push", true);
    child(
        "printf '%s\\n' '{\"event\":\"step-output\",\"step\":1,\"text\":\"hello\\n\"}'\n"
            + "printf '%s\\n' '{\"result\":{\"manifest\":{\"mediaType\":\"m\",\"digest\":\""
            + DIGEST
            + "\",\"size\":1},\"imageId\":\""
            + DIGEST
            + "\",\"names\":[\"a:1\"]}}'");

    mojo.execute();

    BuildRequest request = RequestJson.read(Files.readAllBytes(dir.resolve("request")));
    assertThat(request).isEqualTo(request(true));
    assertThat(request.context()).isEqualTo(new ContextSource.Directory(dir));
    assertThat(request.root()).isEqualTo(dir.resolve("root"));
    assertThat(request.dockerfile()).contains(new DockerfileSource.LocalFile(dir.resolve("D")));
    assertThat(request.tags())
        .containsExactly(
            "example.com:5000/team/app:1",
            "example.com:5000/team/app:2",
            "example.com:5000/team/app:latest");
    assertThat(request.buildArgs()).isEqualTo(Map.of("A", "1"));
    assertThat(request.labels()).isEqualTo(Map.of("l", "v"));
    assertThat(request.target()).contains("stage");
    assertThat(request.outputs()).containsExactly(new Output.Registry());
    assertThat(log.lines)
        .containsExactly(
            "info #1 | hello", "info built a:1", "info digest " + DIGEST + ", image ID " + DIGEST);
  }

  @Test
  void failsWithTheMessageThatShowsThePlace() throws Exception {
    child(
        "printf '%s\\n' '{\"error\":{\"exitCode\":\"DOCKERFILE\","
            + "\"text\":\"Dockerfile:1:1: error: unknown instruction FORM\\n   1 | FORM a\"}}'; exit 2");

    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessage("jbuild failed")
        .satisfies(
            e ->
                assertThat(((MojoFailureException) e).getLongMessage())
                    .isEqualTo("Dockerfile:1:1: error: unknown instruction FORM\n   1 | FORM a"));
  }

  @Test
  void failsDifferentlyIfTheRegistryDoes() throws Exception {
    child(
        "printf '%s\\n' '{\"error\":{\"exitCode\":\"REGISTRY\",\"text\":\"error: no answer\"}}'; exit 4");

    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage("no answer");
  }

  @Test
  void doesNothingIfSkipped() throws Exception {
    set("skip", true);
    child("exit 70");

    mojo.execute();

    assertThat(log.lines).containsExactly("info jbuild is skipped");
  }

  @Test
  void takesWhatTheCommandLineSaysInsteadOfThePom() throws Exception {
    set("buildArgs", Map.of("A", "1", "B", "2"));
    maven.getUserProperties().setProperty("jbuild.buildArg.B", "3");
    maven.getUserProperties().setProperty("jbuild.label.a.b", "c");
    maven.getUserProperties().setProperty("jbuild.outputs.ociLayout", "target/oci");
    maven.getUserProperties().setProperty("jbuild.secret.npm", "env=PATH");

    BuildRequest request = request(false);

    assertThat(request.buildArgs()).isEqualTo(Map.of("A", "1", "B", "3"));
    assertThat(request.labels()).isEqualTo(Map.of("a.b", "c"));
    assertThat(request.outputs())
        .containsExactly(new Output.OciLayout(dir.resolve("target/oci"), false));
    assertThat(request.grants().secrets())
        .isEqualTo(Map.of("npm", new SecretSource.Variable("PATH")));
  }

  @Test
  void writesWhatWasBuiltToFiles() throws Exception {
    maven.getUserProperties().setProperty("jbuild.outputs.digest", "target/a/digest");
    maven.getUserProperties().setProperty("jbuild.outputs.metadata", "target/a/metadata.json");
    child(
        "printf '%s\\n' '{\"result\":{\"manifest\":{\"mediaType\":\"m\",\"digest\":\""
            + DIGEST
            + "\",\"size\":1},\"imageId\":\""
            + DIGEST
            + "\",\"names\":[\"a:1\"]}}'");

    mojo.execute();

    assertThat(dir.resolve("target/a/digest")).hasContent(DIGEST);
    assertThat(dir.resolve("target/a/metadata.json")).content().contains("\"image.name\"", "a:1");
    assertThat(dir.resolve("target/a")).isDirectoryNotContaining("glob:**/.jbuild-*");
  }

  @Test
  void logsInWithTheGivenPasswordElseWithAServerOfTheSettings() throws Exception {
    maven.addServer(server("example.com:5000", "settings", "s"));
    maven.addServer(server("https://index.docker.io/v1/", "hub", "h"));
    maven.addServer(server("nexus", "other", "o"));

    assertThat(request(false).registries().logins())
        .isEqualTo(
            Map.of(
                "example.com:5000",
                new Login("settings", "s"),
                "docker.io",
                new Login("hub", "h")));

    set("auth", new Auth(null, "me", "m"));
    assertThat(request(false).registries().logins())
        .containsEntry("example.com:5000", new Login("me", "m"));
  }

  private static Server server(String id, String user, String password) {
    Server server = new Server();
    server.setId(id);
    server.setUsername(user);
    server.setPassword(password);
    return server;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          image        | A b        | <image> (-Djbuild.image) "A b": bad image reference "A b": "docker.io/library/A b" is not a repository name
          compression  | lzma       | <compression> (-Djbuild.compression) "lzma": it is zstd, gzip or uncompressed
          format       | docker     | <format> (-Djbuild.format) "docker": only oci is there yet
          pull         | maybe      | <pull> (-Djbuild.pull) "maybe": unknown pull policy maybe, known are always, missing, never and newer
          network      | bridge     | <network> (-Djbuild.network) "bridge": unknown network bridge
          """)
  void namesTheParameterThatIsWrong(String name, String value, String message) {
    set(name, value);

    assertThatThrownBy(() -> request(false))
        .isInstanceOf(MojoFailureException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesWhatIsMissing() {
    set("dockerfile", dir.resolve("none").toFile());
    assertThatThrownBy(() -> request(false))
        .hasMessage(
            "parameter <dockerfile> (-Djbuild.dockerfile) \"%s\": there is no such file",
            dir.resolve("none"));

    set("dockerfile", null);
    set("contextDirectory", dir.resolve("nowhere").toFile());
    assertThatThrownBy(() -> request(false))
        .hasMessageContaining("<contextDirectory>")
        .hasMessageEndingWith("there is no such directory");

    set("contextDirectory", dir.toFile());
    set("image", null);
    assertThatThrownBy(() -> request(false)).hasMessageContaining("<image>", "is missing");
  }

  @Test
  void refusesWhatIsNotThereYet() {
    set("platforms", List.of("linux/amd64", "linux/arm64"));
    assertThatThrownBy(() -> request(false))
        .hasMessage(
            "parameter <platforms> (-Djbuild.platforms) \"linux/amd64,linux/arm64\": only one is possible yet");

    set("platforms", List.of());
    set("cacheFrom", List.of("type=s3,bucket=b"));
    assertThatThrownBy(() -> request(false))
        .hasMessageContaining("<cacheFrom> (-Djbuild.cacheFrom) \"type=s3,bucket=b\": only a repo");
  }

  @Test
  void readsAndWritesCaches() throws Exception {
    set("cacheFrom", List.of("example.com/a", "example.com/b:main"));
    set("cacheTo", List.of("example.com/a"));

    CacheOptions cache = request(false).cache();

    CacheLocation first = new CacheLocation.Registry("example.com/a");
    assertThat(cache.from())
        .containsExactly(first, new CacheLocation.Registry("example.com/b:main"));
    assertThat(cache.to()).containsExactly(new CacheTarget(first, false, Optional.empty()));
  }

  @Test
  void tellsNoSecret() {
    set("secrets", Map.of("npm", "hunter2"));

    assertThatThrownBy(() -> request(false))
        .hasMessage("parameter <secrets> (-Djbuild.secrets) npm: it is env=VARIABLE or src=FILE");
  }

  @Test
  void logsWholeLines() {
    LogProgress progress = new LogProgress(new ModuleLog(log, Optional.empty()));
    progress.on(new BuildEvent.StepStarted(1, "RUN a"));
    progress.on(new BuildEvent.StepOutput(1, "on"));
    progress.on(new BuildEvent.StepOutput(1, "e\ntwo"));
    progress.on(new BuildEvent.Warning("w"));
    progress.on(new BuildEvent.StepFinished(1, BuildEvent.Outcome.DONE, Duration.ZERO));

    assertThat(log.lines)
        .containsExactly(
            "info #1 RUN a", "info #1 | one", "warn w", "info #1 | two", "info #1 done");
  }
}
