// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parent's side, with shell scripts that speak the child's. */
final class JbuildProcessTest {
  private static final String RESULT =
      "{\"result\":{\"manifest\":{\"mediaType\":\"m\",\"digest\":\"sha256:%1$s\",\"size\":1},"
          .concat("\"imageId\":\"sha256:%1$s\",\"names\":[\"a:1\"]}}")
          .formatted("a".repeat(64));

  @TempDir Path dir;
  private final List<BuildEvent> events = new ArrayList<>();

  private JbuildProcess child(String script) throws IOException {
    Path bin = Files.createDirectories(dir.resolve("bin"));
    Path program = bin.resolve("jbuild");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new JbuildProcess(dir);
  }

  private BuildRequest request() {
    return Requests.of(dir.resolve("root"), dir, List.of("a:1"));
  }

  @Test
  void sendsTheRequestAndReceivesEventsAndResult() throws Exception {
    JbuildProcess process =
        child(
            "[ \"$*\" = --request-from-stdin ] || exit 9\n"
                + "head -n 1 >'"
                + dir
                + "/request'\n"
                + "echo '{\"event\":\"notice\",\"text\":\"one\"}'\n"
                + "echo '{\"event\":\"step-output\",\"step\":1,\"text\":\"two\"}'\n"
                + "echo '"
                + RESULT
                + "'");

    BuildResult result = process.build(request(), events::add);

    assertThat(result.names()).containsExactly("a:1");
    assertThat(events)
        .containsExactly(new BuildEvent.Notice("one"), new BuildEvent.StepOutput(1, "two"));
    assertThat(RequestJson.read(Files.readAllBytes(dir.resolve("request")))).isEqualTo(request());
  }

  @Test
  void failsWithTheChildsMessageAndCode() throws Exception {
    JbuildProcess process =
        child(
            "echo '{\"error\":{\"exitCode\":\"DOCKERFILE\",\"text\":\"Dockerfile:1:1: error: x\"}}'"
                + "; exit 2");

    assertThatThrownBy(() -> process.build(request(), events::add))
        .asInstanceOf(type(BuildException.class))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DOCKERFILE))
        .satisfies(e -> assertThat(e.rendered()).contains("Dockerfile:1:1: error: x"));
  }

  @Test
  void tellsWhatAChildSaidThatEndedWithoutAResult() throws Exception {
    JbuildProcess process = child("echo 'no Java' >&2; exit 5");

    assertThatThrownBy(() -> process.build(request(), events::add))
        .isInstanceOf(BuildException.class)
        .hasMessage("jbuild ended with status 5 without a result\nno Java");
  }

  @Test
  void failsOnAMessageThatIsNone() throws Exception {
    JbuildProcess process = child("echo hello; cat >/dev/null");

    assertThatThrownBy(() -> process.build(request(), events::add))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("could not read a message of the child: message of jbuild");
  }

  @Test
  void failsIfThereIsNoProgram() {
    JbuildProcess process = new JbuildProcess(dir.resolve("none"));

    assertThatThrownBy(() -> process.build(request(), events::add))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("could not start " + dir.resolve("none") + ": ");
  }

  @Test
  void runsAnotherCommandAndTellsItsLines() throws Exception {
    JbuildProcess process = child("echo \"$*\"; echo two >&2; exit 5");
    List<String> lines = new ArrayList<>();

    ExitCode code = process.run(dir.resolve("root"), List.of("doctor", "-q"), lines::add);

    assertThat(code).isEqualTo(ExitCode.HOST);
    assertThat(lines).containsExactly("doctor -q", "two");
  }

  @Test
  void saysThatItNeedsLinux() {
    assertThatThrownBy(() -> JbuildProcess.requireLinux("Mac OS X"))
        .asInstanceOf(type(BuildException.class))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.HOST))
        .satisfies(
            e -> assertThat(e.rendered().orElseThrow()).contains("this is Mac OS X", "hint: run"));
  }

  @Test
  void stopsTheChildWhenItIsInterrupted() throws Exception {
    JbuildProcess process =
        child(
            "echo \"{\\\"event\\\":\\\"notice\\\",\\\"text\\\":\\\"$$\\\"}\"; read line; exec sleep 1000");
    CompletableFuture<Long> pid = new CompletableFuture<>();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread building =
        new Thread(
            () -> {
              try {
                process.build(
                    request(), e -> pid.complete(Long.parseLong(((BuildEvent.Notice) e).text())));
              } catch (RuntimeException e) {
                failure.complete(e);
              }
            });
    building.start();

    long child = pid.get(10, TimeUnit.SECONDS);
    building.interrupt();

    assertThat(failure.get(10, TimeUnit.SECONDS))
        .asInstanceOf(type(BuildException.class))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INTERRUPTED));
    assertThat(ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }
}
