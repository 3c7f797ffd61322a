// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program in a container is given, and what comes back from it. */
class RunBehaviour {
  @TempDir Path base;
  private Guest guest;

  @BeforeEach
  void makeGuest() throws IOException {
    guest = new Guest(base);
  }

  @Test
  void exitCodeIsThatOfTheProgram() throws Exception {
    assertThat(guest.run(guest.shell("exit 42")).status()).isEqualTo(new ExitStatus.Exited(42));
  }

  @Test
  void signalOfTheProgramIsTold() throws Exception {
    ExitStatus status = guest.run(guest.shell("kill -KILL $$")).status();

    assertThat(status).isEqualTo(new ExitStatus.Signaled(9));
    assertThat(status.code()).isEqualTo(137);
  }

  @Test
  void outputAndErrorKeepTheirOrder() throws Exception {
    assertThat(guest.sh("echo a; echo b >&2; echo c; echo d >&2")).isEqualTo("a\nb\nc\nd\n");
  }

  @Test
  void muchOutputArrivesWhole() throws Exception {
    assertThat(guest.sh("dd if=/dev/zero bs=1024 count=5000 2>/dev/null")).hasSize(5000 * 1024);
  }

  @Test
  void standardInputIsEmpty() throws Exception {
    assertThat(guest.sh("cat; readlink /proc/self/fd/0")).isEqualTo("/dev/null\n");
  }

  @Test
  void programIsLookedUpInPathOfTheContainer() throws Exception {
    ContainerSpec found =
        ContainerSpec.of(guest.overlay("o"), List.of("id", "-u"), List.of("PATH=/none:/bin"));

    assertThat(guest.run(found).output()).isEqualTo("0\n");
  }

  @Test
  void missingProgramIs127() throws Exception {
    Guest.Result result = guest.run(guest.spec("nosuch"));

    assertThat(result.code()).isEqualTo(127);
    assertThat(result.output()).isEqualTo("exec: nosuch: not found in PATH\n");
    assertThat(guest.run(guest.spec("/no/such")).output())
        .isEqualTo("exec: /no/such: No such file or directory\n");
  }

  @Test
  void programThatCannotBeExecutedIs126() throws Exception {
    Path data = Files.writeString(guest.rootfs.resolve("bin/data"), "x");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rw-r--r--"));
    Path script = Files.writeString(guest.rootfs.resolve("bin/script"), "echo no interpreter\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    Guest.Result denied = guest.run(guest.spec("data"));
    Guest.Result format = guest.run(guest.spec("/bin/script"));

    assertThat(denied.output()).isEqualTo("exec: data: Permission denied\n");
    assertThat(denied.code()).isEqualTo(126);
    assertThat(format.output()).isEqualTo("exec: /bin/script: Exec format error\n");
    assertThat(format.code()).isEqualTo(126);
  }

  @Test
  void environmentIsExactlyTheGivenOne() throws Exception {
    ContainerSpec spec =
        ContainerSpec.of(
            guest.overlay("o"), List.of("/bin/env"), List.of("A=1", "PATH=/bin", "LÖ=é\udcff"));

    byte[][] seen = new byte[1][];
    Container.run(guest.launcher, spec, (bytes, length) -> seen[0] = Arrays.copyOf(bytes, length));

    assertThat(new String(seen[0], StandardCharsets.ISO_8859_1))
        .isEqualTo("A=1\nPATH=/bin\nL\u00c3\u0096=\u00c3\u00a9\u00ff\n");
  }

  @Test
  void workingDirectoryIsMadeIfMissing() throws Exception {
    ContainerSpec spec = guest.shell("pwd; stat -c %a /new/deep").withCwd("/new/deep");

    assertThat(guest.run(spec).output()).isEqualTo("/new/deep\n755\n");
  }

  @Test
  void workingDirectoryThatIsAFileIsAnError() throws Exception {
    ContainerSpec spec = guest.spec("true").withCwd("/bin/busybox");

    assertThatThrownBy(() -> guest.run(spec))
        .isInstanceOf(RootlessException.class)
        .hasMessage("cannot enter the working directory /bin/busybox: Not a directory");
  }

  @Test
  void umaskIs022() throws Exception {
    assertThat(guest.sh("umask; touch /f; stat -c %a /f")).isEqualTo("0022\n644\n");
  }

  @Test
  void hostNameIsTheGivenOne() throws Exception {
    ContainerSpec spec = guest.spec("hostname").withHostname("box");

    assertThat(guest.run(spec).output()).isEqualTo("box\n");
  }

  @Test
  void noFileOfTheHostIsOpen() throws Exception {
    String files = guest.sh("for f in /proc/self/fd/*; do readlink $f || :; done | sed 's/:.*//'");

    assertThat(files.lines().filter(line -> !line.startsWith("/proc/")))
        .containsExactly("/dev/null", "pipe", "pipe");
  }

  @Test
  void limitOfOpenFilesIsTheGivenOne() throws Exception {
    ContainerSpec spec = guest.shell("ulimit -Sn").withOpenFiles(OptionalLong.of(321));

    assertThat(guest.run(spec).output()).isEqualTo("321\n");
  }

  @Test
  void devicesWork() throws Exception {
    String script =
        "echo x > /dev/null && dd if=/dev/zero bs=1 count=3 2>/dev/null | wc -c"
            + " && dd if=/dev/urandom bs=1 count=4 2>/dev/null | wc -c"
            + " && echo y > /dev/shm/f && cat /dev/shm/f && echo z > /dev/stdout"
            + " && exec 3<>/dev/ptmx && ls /dev/pts && stat -c %a /dev/shm /dev/mqueue";

    assertThat(guest.sh(script)).isEqualTo("3\n4\ny\nz\n0\nptmx\n1777\n1777\n");
  }

  @Test
  void setupErrorNamesWhatFailed() throws Exception {
    Overlay overlay = guest.overlay("o");
    Path missing = base.resolve("missing");
    ContainerSpec spec =
        ContainerSpec.of(
            new Overlay(List.of(missing), overlay.upper(), overlay.work()),
            List.of("true"),
            List.of());

    assertThatThrownBy(() -> guest.run(spec))
        .isInstanceOf(RootlessException.class)
        .hasMessage("cannot open the layer directory " + missing + ": No such file or directory");
  }

  @Test
  void bindsAreReadOnlyOrNot() throws Exception {
    Path file = Files.writeString(base.resolve("f"), "old\n");
    Path directory = guest.directory("d");
    ContainerSpec spec =
        guest
            .shell("cat /etc/f; (echo new > /etc/f) 2>&1; echo new > /opt/d/g; rm /opt/d/h")
            .withMounts(
                List.of(new Bind(file, "/etc/f", true), new Bind(directory, "/opt/d", false)));
    Files.writeString(directory.resolve("h"), "");

    Guest.Result result = guest.run(spec);

    assertThat(result.output()).startsWith("old\n").contains("Read-only file system");
    assertThat(directory.resolve("g")).hasContent("new");
    assertThat(directory.resolve("h")).doesNotExist();
  }
}
