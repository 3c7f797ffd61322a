// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a COPY of something that isn't there says. */
final class MissingSourceTest {
  private static final String HINT = "\n     = hint: ";

  @TempDir Path context;

  @BeforeEach
  void makeContext() throws IOException {
    for (String file : List.of("pom.xml", "src/main/App.java", "target/app.jar")) {
      Files.createDirectories(context.resolve(file).getParent());
      Files.writeString(context.resolve(file), "x");
    }
  }

  private String message(String source, String... ignored) throws IOException {
    IgnorePatterns patterns =
        IgnorePatterns.parse(Source.of(".dockerignore", String.join("\n", ignored)));
    return String.valueOf(
        MissingSource.failure(HostTrees.tree(context, patterns), source, "the build context")
            .getMessage());
  }

  @Test
  void namesTheNearestName() throws IOException {
    assertThat(message("/pom.xm"))
        .isEqualTo(
            "/pom.xm: no such file or directory in the build context"
                + HINT
                + "did you mean pom.xml?");
    assertThat(message("/src/mian/App.java")).endsWith(HINT + "did you mean src/main/App.java?");
  }

  @Test
  void namesTheSameNameInAnotherCase() throws IOException {
    assertThat(message("/POM.XML")).endsWith(HINT + "did you mean pom.xml?");
  }

  @Test
  void namesTheSameNameInAnotherDirectory() throws IOException {
    assertThat(message("/src/app.jar")).endsWith(HINT + "there is target/app.jar");
  }

  @Test
  void saysNothingWhereNothingIsNear() throws IOException {
    assertThat(message("/zzz")).isEqualTo("/zzz: no such file or directory in the build context");
  }

  @Test
  void namesThePatternThatExcludesIt() throws IOException {
    String[] ignored = {"# built files", "", "target"};

    assertThat(message("/target/app.jar", ignored))
        .isEqualTo(
            "/target/app.jar is not in the build context: excluded by .dockerignore line 3"
                + HINT
                + "add a line !target/app.jar below, or copy something else");
    assertThat(message("/src/app.jar", ignored))
        .endsWith(HINT + "target/app.jar is excluded by .dockerignore line 3");
  }
}
