// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container can't see or do. */
class IsolationBehaviour {
  @TempDir Path base;
  private Guest guest;

  @BeforeEach
  void makeGuest() throws IOException {
    guest = new Guest(base);
  }

  @Test
  @Tag("own-proc")
  void nothingIsMountedButWhatIsListed() throws Exception {
    List<String> expected = new ArrayList<>(golden("mountinfo"));
    List<String> sys = hostMountsBelowSys();
    expected.addAll(sys);

    List<String> actual = mounts(guest.sh("cat /proc/self/mountinfo"));

    assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void noPathOfTheHostIsInMountinfo() throws Exception {
    assertThat(guest.sh("cat /proc/self/mountinfo")).doesNotContain(base.toString());
  }

  @Test
  void mountsOfTheHostStayAsTheyAre() throws Exception {
    String before = Files.readString(Path.of("/proc/self/mounts"));

    guest.sh("true");

    assertThat(Files.readString(Path.of("/proc/self/mounts"))).isEqualTo(before);
  }

  @Test
  @Tag("own-proc")
  void processesOfTheHostAreInvisible() throws Exception {
    long jvm = ProcessHandle.current().pid();

    String output = guest.sh("ls -d /proc/[0-9]*; kill -0 " + jvm + " 2>&1 || :");

    // The container's own are process 1 (the launcher), the shell and ls.
    assertThat(output.lines().filter(line -> line.startsWith("/proc/")))
        .hasSizeLessThanOrEqualTo(3);
    assertThat(output).contains("No such process").doesNotContain("/proc/" + jvm + "\n");
  }

  @Test
  void processesOfTheHostCannotBeTouched() throws Exception {
    long jvm = ProcessHandle.current().pid();
    String file = "/proc/" + jvm + "/";

    for (String name : List.of("environ", "mem", "root/etc/passwd", "cwd/.", "maps")) {
      assertThat(guest.run(guest.spec("cat", file + name)).code()).describedAs(name).isNotZero();
    }
    assertThat(guest.run(guest.shell("kill -0 " + jvm)).code()).isNotZero();
    assertThat(guest.run(guest.spec("guest", "ptrace", Long.toString(jvm))).output())
        .isEqualTo("ESRCH\n");
  }

  @Test
  void firstProcessCannotBeTouched() throws Exception {
    for (String name : List.of("environ", "mem", "exe", "root/.", "maps")) {
      assertThat(guest.run(guest.spec("head", "-c1", "/proc/1/" + name)).output())
          .describedAs(name)
          .containsAnyOf("Permission denied", "Operation not permitted");
    }
    assertThat(guest.run(guest.spec("guest", "ptrace", "1")).output()).isEqualTo("EPERM\n");
    assertThat(guest.sh("kill -KILL 1; sleep 0.1; echo alive")).isEqualTo("alive\n");
  }

  @Test
  void mountAndUnshareAreRefused() throws Exception {
    assertThat(guest.run(guest.spec("mount", "-t", "tmpfs", "none", "/bin")).output())
        .containsAnyOf("permission denied", "Operation not permitted");
    assertThat(guest.run(guest.spec("umount", "/proc")).code()).isNotZero();
    for (String namespace : List.of("-U", "-m", "-n", "-p", "-i", "-u")) {
      assertThat(guest.run(guest.spec("unshare", namespace, "true")).output())
          .describedAs(namespace)
          .contains("Operation not permitted");
    }
  }

  @Test
  void kernelSettingsAreReadOnlyOrMasked() throws Exception {
    Guest.Result settings = guest.run(guest.shell("echo x > /proc/sys/kernel/hostname"));
    Guest.Result trigger = guest.run(guest.shell("echo h > /proc/sysrq-trigger"));

    assertThat(settings.output()).contains("Read-only file system");
    assertThat(trigger.code()).isNotZero();
    assertThat(guest.sh("cat /proc/keys /proc/timer_list 2>/dev/null; ls /sys/firmware")).isEmpty();
    assertThat(guest.run(guest.shell("touch /sys/x")).code()).isNotZero();
  }

  @Test
  void withoutNetworkThereIsOnlyLoopback() throws Exception {
    ContainerSpec spec =
        guest.shell("ls /sys/class/net; ip -o addr; ip -o link").withNetwork(Network.NONE);

    String output = guest.run(spec).output();

    assertThat(output.lines().filter(line -> !line.contains(" "))).containsExactly("lo");
    assertThat(output).contains("inet 127.0.0.1/8").contains("LOOPBACK,UP");
  }

  @Test
  void hostNetworkIsTheHosts() throws Exception {
    String host = Files.readString(Path.of("/proc/self/net/dev")).replaceAll("[ \\d]+", " ");

    assertThat(guest.sh("cat /proc/net/dev").replaceAll("[ \\d]+", " ")).isEqualTo(host);
  }

  /**
   * Mount points with type and the options of the mount itself; without /sys's own from the host.
   */
  private static List<String> mounts(String mountinfo) {
    return mountinfo.lines().map(IsolationBehaviour::shortForm).toList();
  }

  private static String shortForm(String line) {
    String[] halves = line.split(" - ", 2);
    String[] mount = halves[0].split(" ", -1);
    return mount[4] + " " + halves[1].split(" ", -1)[0] + " " + mount[5].replace(",relatime", "");
  }

  private static List<String> hostMountsBelowSys() throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo"))
        .lines()
        .map(IsolationBehaviour::shortForm)
        .filter(line -> line.startsWith("/sys/"))
        .map(line -> line.replaceFirst(" rw(?=,|$)", " ro"))
        .toList();
  }

  /** The lines of a file; those that begin with "?" only if the host has such a path. */
  private static List<String> golden(String name) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(IsolationBehaviour.class.getResourceAsStream(name))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .filter(
              line ->
                  !line.startsWith("?")
                      || Files.exists(Path.of(line.substring(1).split(" ", -1)[0])))
          .map(line -> line.startsWith("?") ? line.substring(1) : line)
          .toList();
    }
  }
}
