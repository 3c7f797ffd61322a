// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What a build must not leave behind: processes, mounts, a half-written store. */
final class NothingLeft {
  private final Jbuild jbuild;
  private final List<String> mountsBefore;

  private NothingLeft(Jbuild jbuild, List<String> mountsBefore) {
    this.jbuild = jbuild;
    this.mountsBefore = mountsBefore;
  }

  /** Looks at the host before the build. */
  static NothingLeft behind(Jbuild jbuild) throws IOException {
    return new NothingLeft(jbuild, mounts(jbuild));
  }

  /** Fails unless all is gone {@code limit} after the build's end. */
  void verify(Duration limit) throws IOException {
    verifyProcesses(limit);
    assertThat(mounts(jbuild)).as("mounts of the host").isEqualTo(mountsBefore);
    StoreCheck.assertSound(jbuild.root());
  }

  void verifyProcesses(Duration limit) {
    Eventually.within(
        limit,
        "the end of every process of the build",
        () -> {
          try {
            return processes().isEmpty();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  /** Processes that carry the storage root in their words or environment, or are the account's. */
  List<String> processes() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(p -> Character.isDigit(p.getFileName().toString().charAt(0)))
          .filter(this::belongsToBuild)
          .map(p -> p.getFileName() + " " + read(p.resolve("cmdline")).replace('\0', ' '))
          .toList();
    }
  }

  private boolean belongsToBuild(Path process) {
    if (process.getFileName().toString().equals(String.valueOf(ProcessHandle.current().pid()))) {
      return false;
    }
    String root = jbuild.root().toString();
    if (read(process.resolve("environ")).contains("JBUILD_ROOT=" + root + "\0")
        || read(process.resolve("cmdline")).contains(root)) {
      return true;
    }
    try {
      return jbuild.account().dedicated()
          && jbuild.account().owns(realUid(read(process.resolve("status"))));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long realUid(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("Uid:"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[1]))
        .findFirst()
        .orElse(-1);
  }

  /** Empty for a process that has ended or that is someone else's. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** All mounts of the host but those in directories of tests that run beside this one. */
  private static List<String> mounts(Jbuild jbuild) throws IOException {
    String own = labDirectory(jbuild.root());
    return Files.readAllLines(Path.of("/proc/mounts")).stream()
        .filter(line -> !line.contains("/" + Lab.PREFIX) || line.contains(own))
        .toList();
  }

  private static String labDirectory(Path path) {
    Path at = path;
    while (!at.getFileName().toString().startsWith(Lab.PREFIX)) {
      at = at.getParent();
    }
    return at.toString();
  }
}
