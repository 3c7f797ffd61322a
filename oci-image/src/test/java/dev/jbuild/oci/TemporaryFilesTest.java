// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemporaryFilesTest {
  @TempDir Path directory;

  @Test
  void filesAreNewEmptyAndTheOwnersOnly() throws IOException {
    Path first = TemporaryFiles.newFile(directory);
    Path second = TemporaryFiles.newFile(directory);

    assertThat(first).isNotEqualTo(second).isEmptyFile();
    assertThat(first.getFileName().toString()).startsWith(".tmp");
    assertThat(permissions(first)).isEqualTo("rw-------");
  }

  @Test
  void directoriesAreNewEmptyAndTheOwnersOnly() throws IOException {
    Path first = TemporaryFiles.newDirectory(directory, "new-");
    Path second = TemporaryFiles.newDirectory(directory, "new-");

    assertThat(first).isNotEqualTo(second).isEmptyDirectory();
    assertThat(first.getFileName().toString()).startsWith("new-");
    assertThat(permissions(first)).isEqualTo("rwx------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
