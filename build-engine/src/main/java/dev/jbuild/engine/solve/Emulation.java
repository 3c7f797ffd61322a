// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether programs of another platform can run here: on the same processor, or by an emulator that
 * the kernel knows (binfmt_misc, {@code qemu-aarch64} and its like).
 */
final class Emulation {
  private static final Path HANDLERS = Path.of("/proc/sys/fs/binfmt_misc");

  private final Platform host;
  private final Path handlers;

  Emulation(Platform host, Path handlers) {
    this.host = host;
    this.handlers = handlers;
  }

  /** That of the machine that this JVM runs on. */
  static Emulation ofThisHost() {
    return new Emulation(Platform.host(), HANDLERS);
  }

  /** Throws, before anything is built, if a RUN of {@code stages} can't be run. */
  void require(List<PlannedStage> stages, KeyedPlan keyed) throws IOException {
    for (PlannedStage stage : stages) {
      if (runs(stage.target())) {
        continue;
      }
      for (StepState state : keyed.steps(stage)) {
        if (state.step() instanceof Step.Run && state.hit().isEmpty()) {
          StepErrors.at(
              state.step(),
              () -> {
                throw refusal(stage.target());
              });
        }
      }
    }
  }

  /** A 64-bit x86 processor runs 32-bit programs too. */
  boolean runs(Platform platform) throws IOException {
    boolean own =
        host.architecture().equals(platform.architecture())
            || (host.architecture().equals("amd64") && platform.architecture().equals("386"));
    return platform.os().equals(host.os()) && (own || hasHandler(platform));
  }

  private boolean hasHandler(Platform platform) throws IOException {
    Path handler = handlers.resolve("qemu-" + qemuName(platform.architecture()));
    return Files.isReadable(handler) && Files.readString(handler).startsWith("enabled");
  }

  private static String qemuName(String architecture) {
    return switch (architecture) {
      case "amd64" -> "x86_64";
      case "386" -> "i386";
      case "arm64" -> "aarch64";
      case "loong64" -> "loongarch64";
      case "mips64le" -> "mips64el";
      case "mipsle" -> "mipsel";
      default -> architecture;
    };
  }

  private BuildException refusal(Platform platform) {
    return new BuildException(
        ExitCode.HOST,
        "RUN needs a program of "
            + platform
            + " to run, and this host, "
            + host
            + ", has no emulator for it"
            + ErrorReport.HINT
            + "register qemu-user-static with binfmt_misc, or build in a stage FROM"
            + " --platform=$BUILDPLATFORM and COPY the result");
  }
}
