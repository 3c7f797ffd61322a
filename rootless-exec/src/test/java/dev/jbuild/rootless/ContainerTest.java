// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs the behaviours of containers in JVMs that the real launcher starts: as root, as a user with
 * and without a range of ids, and with a masked /proc as in a pod.
 */
class ContainerTest {
  private static final int UID_WITHOUT_RANGE = 4242;

  private static Playground playground;

  @BeforeAll
  static void makePlayground() throws Exception {
    playground = new Playground();
  }

  @AfterAll
  static void removePlayground() throws IOException {
    playground.close();
  }

  @Test
  void behavesAsTheCaller() throws Exception {
    expectBehaviour(List.of(), playground.directoryOf("self", 0));
  }

  @Test
  void behavesAsUserWithRange() throws Exception {
    requireRoot();
    int uid = uidWithRange();

    expectBehaviour(as(uid), playground.directoryOf("range", uid));
  }

  @Test
  void behavesAsUserWithoutRange() throws Exception {
    requireRoot();

    expectBehaviour(
        as(UID_WITHOUT_RANGE), playground.directoryOf("single", UID_WITHOUT_RANGE), "layers");
  }

  @Test
  void behavesWhereProcIsMasked() throws Exception {
    requireRoot();
    List<String> masked =
        new ArrayList<>(
            List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind /dev/null /proc/keys && mount -t tmpfs none /proc/acpi && exec \"$@\"",
                "sh"));
    masked.addAll(as(UID_WITHOUT_RANGE));
    Path temporary = playground.directoryOf("masked", UID_WITHOUT_RANGE);

    expectBehaviour(masked, temporary, "own-proc", "layers");
  }

  @Test
  void runsWithoutNamespacesWhereThereAreNone() throws Exception {
    requireRoot();
    Path temporary = playground.directoryOf("none", UID_WITHOUT_RANGE);
    List<String> command = new ArrayList<>(List.of("unshare", "-U", "--map-root-user", "sh", "-c"));
    // No user namespace may be made below one that allows none.
    command.add(
        "echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all \"$@\"");
    command.add("sh");
    command.addAll(playground.enter(temporary, VerdictMain.class.getName()));

    assertThat(playground.run(command).output())
        .contains("tier none", "unshare a user namespace: No space left on device");
  }

  @Test
  void tierCanBeAskedFor() throws Exception {
    requireRoot();

    assertThat(verdict(UID_WITHOUT_RANGE, "1"))
        .startsWith("tier none: tier 1 was asked for: no range for ");
    assertThat(verdict(UID_WITHOUT_RANGE, "2")).startsWith("tier 2: asked for");
    assertThat(verdict(0, "2")).startsWith("tier 2: asked for");
    assertThat(verdict(0, "4"))
        .startsWith("tier none: tier 4 was asked for: it is not supported yet");
  }

  /** What the launcher says with a tier in the environment, and one of no meaning in front. */
  private static String verdict(int uid, String tier) throws Exception {
    Path temporary = playground.directoryOf("asked-" + uid + "-" + tier, uid);
    List<String> command = new ArrayList<>(uid == 0 ? List.of("env") : as(uid));
    command.add("JBUILD_ISOLATION=3");
    command.addAll(playground.enter(temporary, VerdictMain.class.getName(), "--isolation=" + tier));
    return playground.run(command).output();
  }

  @Test
  void doctorTriesEverythingOutside() throws Exception {
    requireRoot();
    Path temporary = playground.directoryOf("doctor", UID_WITHOUT_RANGE);
    List<String> command = new ArrayList<>(as(UID_WITHOUT_RANGE));
    command.addAll(playground.enter(temporary, VerdictMain.class.getName(), "doctor"));

    assertThat(playground.run(command).output())
        .contains(
            "works user-namespace",
            "works namespace-mounts",
            "works seccomp-listener",
            "works process-memory",
            "1 chroot Operation not permitted",
            "1 id-ranges no range for ");
  }

  @Test
  void storageOnOverlayIsRecognised() throws Exception {
    requireRoot();
    Path temporary = playground.directoryOf("overlaid", 0);
    List<String> command =
        List.of(
            "unshare",
            "-m",
            "sh",
            "-c",
            "mkdir -p u w l m && mount -t tmpfs none u && mkdir u/u u/w"
                + " && mount -t overlay overlay -o lowerdir=l,upperdir=u/u,workdir=u/w m"
                + " && exec \"$@\" --probe-overlay "
                + temporary
                + "/m",
            "sh",
            playground.launcher.toString());
    Process process =
        new ProcessBuilder(command).directory(temporary.toFile()).redirectErrorStream(true).start();

    Optional<String> error = LauncherReport.parse(process.getInputStream().readAllBytes()).error();

    assertThat(error)
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .startsWith("cannot mount an overlay on " + temporary + "/m: Invalid argument")
                    .contains("put the root on a volume", "emptyDir", "tmpfs"));
  }

  private static void expectBehaviour(List<String> prefix, Path temporary, String... withoutTags)
      throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(playground.enter(temporary, BehaviourMain.class.getName(), withoutTags));

    Playground.Result result = playground.run(command);

    assertThat(result.output()).contains(", 0 failed");
    assertThat(result.code()).isZero();
    // Every mount of a container lies on a directory of the playground, or on another such mount.
    assertThat(Files.readString(Path.of("/proc/self/mounts")))
        .doesNotContain(playground.directory.toString());
  }

  private static List<String> as(int uid) {
    return List.of(
        "setpriv",
        "--reuid=" + uid,
        "--regid=" + uid,
        "--clear-groups",
        "env",
        "HOME=/nonexistent");
  }

  private static void requireRoot() throws IOException {
    boolean root = "root".equals(System.getProperty("user.name"));
    assumeTrue(root, "only root can become the users of this test");
  }

  private static int uidWithRange() throws IOException {
    Optional<Integer> uid =
        Files.readAllLines(Path.of("/etc/subuid")).stream()
            .map(line -> line.split(":", 2)[0])
            .filter(name -> !name.equals("root"))
            .flatMap(ContainerTest::uidOf)
            .findFirst();
    HostConditions.require(uid.isPresent(), "no user has a range in /etc/subuid");
    return uid.orElseThrow();
  }

  private static Stream<Integer> uidOf(String name) {
    try {
      return Files.readAllLines(Path.of("/etc/passwd")).stream()
          .map(line -> line.split(":", -1))
          .filter(fields -> fields[0].equals(name))
          .map(fields -> Integer.valueOf(fields[2]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
