// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.BuildResult;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command line run in the test's JVM, with a builder that records what it is asked for. */
final class TestSession {
  static final BuildResult RESULT =
      new BuildResult(
          Descriptor.of(MediaType.OCI_MANIFEST, new Digest("a".repeat(64)), 123),
          new Digest("b".repeat(64)),
          List.of("docker.io/library/app:1"));

  final Map<String, String> environment = new HashMap<>();
  Builder builder = (request, progress) -> RESULT;
  InputStream in = new ByteArrayInputStream(new byte[0]);
  Optional<BuildRequest> request = Optional.empty();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  int run(String... args) {
    return Cli.run(List.of(args), session());
  }

  /** What a command line asks the engine for. */
  BuildRequest requestOf(String... args) {
    int code = run(args);
    if (code != 0) {
      throw new AssertionError("exit code " + code + ": " + err());
    }
    return request.orElseThrow();
  }

  /** The message of a command line that is wrong. */
  String refusal(String... args) {
    int code = run(args);
    if (code != ExitCode.COMMAND_LINE.code()) {
      throw new AssertionError("exit code " + code + ": " + err());
    }
    return err().strip();
  }

  Session session() {
    return new Session(
        in,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        environment,
        Path.of("/home/someone"),
        false,
        (asked, progress) -> {
          request = Optional.of(asked);
          return builder.build(asked, progress);
        });
  }

  static Builder failing(ExitCode code, String message) {
    return (request, progress) -> {
      throw new BuildException(code, message);
    };
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
