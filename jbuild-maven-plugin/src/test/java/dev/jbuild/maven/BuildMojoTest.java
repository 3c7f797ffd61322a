// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.DockerfileSource;
import dev.jbuild.engine.Output;
import dev.jbuild.engine.RequestJson;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildMojoTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @TempDir Path dir;
  private final BuildMojo mojo = new BuildMojo();
  private final RecordingLog log = new RecordingLog();

  /** Keeps what it is told. */
  private static final class RecordingLog extends SystemStreamLog {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void info(CharSequence text) {
      lines.add("info " + text);
    }

    @Override
    public void warn(CharSequence text) {
      lines.add("warn " + text);
    }
  }

  @BeforeEach
  void configure() {
    mojo.setLog(log);
    set("image", "example.com:5000/team/app:1");
    set("contextDirectory", dir.toFile());
    set("root", dir.resolve("root").toFile());
  }

  /** As Maven does it. */
  private void set(String parameter, Object value) {
    try {
      Field field = BuildMojo.class.getDeclaredField(parameter);
      field.setAccessible(true);
      field.set(mojo, value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no such parameter: " + parameter, e);
    }
  }

  private void child(String script) throws IOException {
    Path program = dir.resolve("jbuild");
    Files.writeString(program, "#!/bin/sh\nhead -n 1 >'" + dir + "/request'\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    set("launcher", program.toFile());
  }

  @Test
  void buildsInAChildProcess() throws Exception {
    set("tags", List.of("2", "latest"));
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
    assertThat(request).isEqualTo(mojo.request());
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
        .hasMessage("Dockerfile:1:1: error: unknown instruction FORM\n   1 | FORM a");
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
  void logsWholeLines() {
    LogProgress progress = new LogProgress(log);
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
