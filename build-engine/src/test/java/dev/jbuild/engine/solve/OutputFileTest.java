// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFileTest {
  @TempDir Path directory;

  @Test
  void anExistingFileIsReplacedWhole() throws IOException {
    Path file = Files.writeString(directory.resolve("out.tar"), "a much longer text");

    OutputFile.write(file, out -> out.write('x'));

    assertThat(file).hasContent("x");
    assertThat(directory.toFile().list()).containsExactly("out.tar");
  }

  @Test
  void afterAFailureTheOldFileIsAsItWas() throws IOException {
    Path file = Files.writeString(directory.resolve("out.tar"), "old");

    assertThatThrownBy(
            () ->
                OutputFile.write(
                    file,
                    out -> {
                      out.write('x');
                      throw new IOException("disk");
                    }))
        .hasMessage("disk");

    assertThat(file).hasContent("old");
    assertThat(directory.toFile().list()).containsExactly("out.tar");
  }

  @Test
  void newFilesHaveTheModeOfTheUmask() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "");

    OutputFile.write(directory.resolve("out.tar"), out -> out.write('x'));

    assertThat(Files.getPosixFilePermissions(directory.resolve("out.tar")))
        .isEqualTo(Files.getPosixFilePermissions(other))
        .contains(PosixFilePermission.OWNER_READ);
  }

  @Test
  void symbolicLinksStayAndTheirTargetIsReplaced() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);

    OutputFile.write(link, out -> out.write('x'));

    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("x");
  }

  @Test
  void devicesAreWrittenToNotReplaced() throws IOException {
    OutputFile.write(Path.of("/dev/null"), out -> out.write('x'));

    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void directoriesAndMissingOnesAreErrorsOfTheCommandLine() {
    assertThatThrownBy(() -> OutputFile.write(directory, out -> out.write('x')))
        .isInstanceOfSatisfying(
            BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.COMMAND_LINE))
        .hasMessage("cannot write " + directory + ": it is a directory, name a file");
    Path missing = directory.resolve("missing/out.tar");
    assertThatThrownBy(() -> OutputFile.write(missing, out -> out.write('x')))
        .isInstanceOf(BuildException.class)
        .hasMessage("cannot write " + missing + ": its directory doesn't exist");
  }
}
