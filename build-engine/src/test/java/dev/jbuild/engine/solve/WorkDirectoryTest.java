// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkDirectoryTest {
  @TempDir Path temporary;

  private Path dead(String name) throws IOException {
    Path build = Files.createDirectories(temporary.resolve("work").resolve(name));
    Files.writeString(build.resolve("lock"), "");
    Path locked = Files.createDirectories(build.resolve("run-1/work/work"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    return build;
  }

  private static void age(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(120)));
  }

  @Test
  void removesItselfWithEverythingInIt() throws IOException {
    Path made;
    try (WorkDirectory work = WorkDirectory.create(temporary.resolve("work"))) {
      made = work.newDirectory("run");
      Files.createDirectories(made.resolve("deep/er"));
      assertThat(work.newName("tar")).doesNotExist();
    }

    assertThat(made).doesNotExist();
    assertThat(temporary.resolve("work")).isEmptyDirectory();
  }

  @Test
  void sweepsWhatDeadBuildsLeft() throws IOException {
    Path dead = dead("12345");
    try (WorkDirectory work = WorkDirectory.create(temporary.resolve("work"))) {
      work.sweepOthers();

      assertThat(dead).doesNotExist();
      assertThat(work.newDirectory("still")).isDirectory();
    }
  }

  @Test
  void leavesLivingBuildsOfThisProcessAlone() throws IOException {
    try (WorkDirectory work = WorkDirectory.create(temporary.resolve("work"));
        WorkDirectory other = WorkDirectory.create(temporary.resolve("work"))) {
      Path made = other.newDirectory("run");

      work.sweepOthers();

      assertThat(made).isDirectory();
    }
  }

  @Test
  void leavesBuildsOfOtherProcessesAloneUntilTheyAreKilled() throws Exception {
    Path work = temporary.resolve("work");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                work.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader();
        WorkDirectory own = WorkDirectory.create(work)) {
      Path living = Path.of(output.readLine());

      own.sweepOthers();
      assertThat(living).isDirectory();

      process.destroyForcibly().waitFor();
      own.sweepOthers();
      assertThat(living).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  /** A build that is killed: tells where it works, then waits. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      try (WorkDirectory work = WorkDirectory.create(Path.of(args[0]))) {
        System.out.println(work.newDirectory("run"));
        int unused = System.in.read();
      }
    }
  }

  @Test
  void whatHasNoNameYetIsSweptOnlyWhenItIsOld() throws IOException {
    Path young = Files.createDirectories(temporary.resolve("work/.newborn"));
    Path old = Files.createDirectories(temporary.resolve("work/.newold"));
    Path halfSwept = Files.createDirectories(temporary.resolve("work/777"));
    age(old);
    try (WorkDirectory work = WorkDirectory.create(temporary.resolve("work"))) {
      work.sweepOthers();

      assertThat(young).exists();
      assertThat(old).doesNotExist();
      assertThat(halfSwept).doesNotExist();
    }
  }

  @Test
  void strayFilesDoNotStopTheSweep() throws IOException {
    Path dead = dead("zz");
    Files.writeString(temporary.resolve("work/stray"), "");
    try (WorkDirectory work = WorkDirectory.create(temporary.resolve("work"))) {
      work.sweepOthers();

      assertThat(dead).doesNotExist();
    }
  }
}
