// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagedFilesTest {
  @TempDir Path dir;
  private Path source;
  private final List<String> opened = new ArrayList<>();

  @BeforeEach
  void makeSource() throws IOException {
    source = Files.writeString(dir.resolve("source"), "one");
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-rw----"));
    Files.setLastModifiedTime(source, FileTime.fromMillis(5_000));
  }

  private StagedFiles staged(OptionalLong seconds) {
    return new StagedFiles(dir.resolve("staged"), seconds);
  }

  /** Remembers that it was opened. */
  private StagedFiles.Source watched() {
    StagedFiles.Source file = StagedFiles.file(source);
    return new StagedFiles.Source() {
      @Override
      public InputStream open() throws IOException {
        opened.add("opened");
        return file.open();
      }

      @Override
      public String stamp() throws IOException {
        return file.stamp();
      }

      @Override
      public FileTime time() throws IOException {
        return file.time();
      }
    };
  }

  @Test
  void hasTheSameModesAndTimesEverywhere() throws Exception {
    staged(OptionalLong.of(100)).hold(Map.of("a/b", watched()), Set.of("empty"));

    Path file = dir.resolve("staged/a/b");
    assertThat(file).hasContent("one");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwxr-xr-x");
    for (String name : List.of("", "a", "a/b", "empty")) {
      assertThat(Files.getLastModifiedTime(dir.resolve("staged").resolve(name)).toMillis())
          .as(name)
          .isEqualTo(100_000);
    }
  }

  @Test
  void keepsTheTimeOfTheSourceIfNoneIsFixed() throws Exception {
    staged(OptionalLong.empty()).hold(Map.of("a", watched()), Set.of());

    assertThat(Files.getLastModifiedTime(dir.resolve("staged/a")).toMillis()).isEqualTo(5_000);
  }

  @Test
  void writesOnlyWhatHasChanged() throws Exception {
    staged(OptionalLong.of(1)).hold(Map.of("a", watched()), Set.of());
    staged(OptionalLong.of(1)).hold(Map.of("a", watched()), Set.of());
    assertThat(opened).hasSize(1);

    Files.writeString(source, "longer");
    staged(OptionalLong.of(1)).hold(Map.of("a", watched()), Set.of());
    assertThat(opened).hasSize(2);
    assertThat(dir.resolve("staged/a")).hasContent("longer");

    staged(OptionalLong.of(2)).hold(Map.of("a", watched()), Set.of());
    assertThat(opened).hasSize(3);

    Files.delete(dir.resolve("staged/a"));
    staged(OptionalLong.of(2)).hold(Map.of("a", watched()), Set.of());
    assertThat(dir.resolve("staged/a")).exists();
  }

  @Test
  void removesWhatIsNoLongerThere() throws Exception {
    staged(OptionalLong.of(1)).hold(Map.of("a/b", watched(), "c", watched()), Set.of());
    staged(OptionalLong.of(1)).hold(Map.of("c", watched()), Set.of());

    assertThat(dir.resolve("staged")).isDirectoryNotContaining("glob:**/a");
    assertThat(dir.resolve("staged/c")).exists();
  }

  @Test
  void makesAFileWhereADirectoryWas() throws Exception {
    staged(OptionalLong.of(1)).hold(Map.of("a/b", watched()), Set.of());
    staged(OptionalLong.of(1)).hold(Map.of("a", watched()), Set.of());

    assertThat(dir.resolve("staged/a")).isRegularFile();
  }
}
