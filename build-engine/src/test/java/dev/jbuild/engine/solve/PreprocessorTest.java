// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreprocessorTest {
  @TempDir Path directory;

  private String run(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("D.in"), text);
    return new String(Preprocessor.run("D.in", file), UTF_8);
  }

  @Test
  void macrosAndFilesBesideItAreFilledIn() throws IOException {
    Files.writeString(directory.resolve("common"), "RUN echo NAME\n");

    String text = run("#define NAME world\nFROM scratch\n#include \"common\"\n");

    assertThat(text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()))
        .containsExactly("FROM scratch", "RUN echo world");
  }

  @Test
  void whatItRefusesIsTold() {
    assertThatThrownBy(() -> run("#include \"none\"\n"))
        .asInstanceOf(type(BuildException.class))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DOCKERFILE))
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith("the C preprocessor refuses D.in:\n")
        .contains("none: No such file or directory");
  }
}
