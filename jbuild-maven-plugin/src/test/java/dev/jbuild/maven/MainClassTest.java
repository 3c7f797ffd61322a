// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainClassTest {
  @TempDir Path classes;

  /** Has a main method. */
  static final class Program {
    public static void main(String[] args) {}
  }

  /** Has one that starts nothing. */
  static final class NoProgram {
    public static void other(String[] args) {}
  }

  private MavenProject project() {
    MavenProject project = new MavenProject();
    project.getBuild().setOutputDirectory(classes.toString());
    return project;
  }

  private void copy(Class<?> type, String name) throws Exception {
    try (InputStream in =
        type.getResourceAsStream(type.getName().replaceFirst(".*\\.", "") + ".class")) {
      Files.copy(in, classes.resolve(name));
    }
  }

  @Test
  void isTheOnlyOneWithAMainMethod() throws Exception {
    copy(Program.class, "A.class");
    copy(NoProgram.class, "B.class");

    assertThat(MainClass.of(project())).isEqualTo(Program.class.getName());
  }

  @Test
  void isWhatThePomSays() throws Exception {
    MavenProject project = project();
    project.getProperties().setProperty("exec.mainClass", "a.B");

    assertThat(MainClass.of(project)).isEqualTo("a.B");
  }

  @Test
  void isAskedForIfItIsNotClear() throws Exception {
    assertThatThrownBy(() -> MainClass.of(project()))
        .hasMessageStartingWith("parameter <mainClass> (-Djbuild.mainClass) is missing: no class");

    copy(Program.class, "A.class");
    copy(Program.class, "B.class");
    assertThatThrownBy(() -> MainClass.of(project())).hasMessageContaining("several classes");
  }
}
