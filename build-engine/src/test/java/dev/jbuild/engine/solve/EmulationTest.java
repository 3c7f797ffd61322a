// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulationTest {
  @TempDir Path handlers;

  @Test
  void ownProcessorRunsItsVariantsAndItsPredecessor() throws IOException {
    assertThat(runs("linux/amd64", "linux/amd64")).isTrue();
    assertThat(runs("linux/amd64", "linux/amd64/v3")).isTrue();
    assertThat(runs("linux/amd64", "linux/386")).isTrue();
    assertThat(runs("linux/386", "linux/amd64")).isFalse();
    assertThat(runs("linux/amd64", "freebsd/amd64")).isFalse();
  }

  @Test
  void anotherNeedsAnEnabledHandler() throws IOException {
    assertThat(runs("linux/amd64", "linux/arm64")).isFalse();

    Path handler = handlers.resolve("qemu-aarch64");
    Files.writeString(handler, "disabled\ninterpreter /usr/bin/qemu-aarch64-static\n");
    assertThat(runs("linux/amd64", "linux/arm64")).isFalse();

    Files.writeString(handler, "enabled\ninterpreter /usr/bin/qemu-aarch64-static\n");
    assertThat(runs("linux/amd64", "linux/arm64")).isTrue();
    assertThat(runs("linux/amd64", "linux/arm")).isFalse();
  }

  private boolean runs(String host, String program) throws IOException {
    return new Emulation(Platform.parse(host), handlers).runs(Platform.parse(program));
  }
}
