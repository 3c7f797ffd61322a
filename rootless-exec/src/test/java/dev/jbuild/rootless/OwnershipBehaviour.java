// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners, and users that aren't root: the same whether they are real or emulated. */
class OwnershipBehaviour {
  private static final ContainerUser APP = new ContainerUser(1000, 1001, List.of(5L, 20L));

  @TempDir Path base;
  private Guest guest;
  private boolean single;

  @BeforeEach
  void makeGuest() throws IOException {
    guest = new Guest(base);
    single = IdMap.current().isSingle();
  }

  @Test
  void everyCallIsAnsweredAsTheKernelWould() throws Exception {
    String output = guest.sh("rows");

    // Devices can be made where they are emulated only.
    assertThat(output.lines().filter(line -> !line.startsWith("failed mknodat") || single))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("ok "));
  }

  @Test
  void emulationIsProbed() throws Exception {
    StorageCheck.requireEmulatedIds(guest.launcher);
  }

  @Test
  void userHasItsGroups() throws Exception {
    String ids = guest.run(guest.shell("id -u; id -g; id -G").withUser(APP)).output();

    assertThat(ids).isEqualTo("1000\n1001\n1001 5 20\n");
  }

  @Test
  void idsOutliveTheParent() throws Exception {
    String script =
        "(sh -c 'sleep 0.1; id -u; touch /own/late' &) ; sleep 0.5; stat -c %u /own/late";
    guest.directory("rootfs/own").toFile().setWritable(true, false);
    Files.setAttribute(guest.rootfs.resolve("own"), "unix:mode", 0777);

    assertThat(guest.run(guest.shell(script).withUser(APP)).output()).isEqualTo("1000\n1000\n");
  }

  @Test
  void userMayNotWriteWhatIsRoots() throws Exception {
    String script = "touch /f && echo made; echo x >> /bin/guest && echo written; mkdir /d; true";

    assertThat(guest.run(guest.shell(script).withUser(APP)).output())
        .contains("Permission denied")
        .doesNotContain("made")
        .doesNotContain("written");
  }

  @Test
  void ownersAreKeptBesideTheFiles() throws Exception {
    assumeTrue(single, "more than one id");
    ContainerSpec spec = guest.shell("touch /f; chown 7:8 /f; ln -s f /l; chown -h 9:10 /l");

    guest.run(spec);

    Path upper = spec.root().upper();
    assertThat(Files.getAttribute(upper.resolve("f"), "user:jbuild.owner"))
        .isEqualTo("7:8".getBytes(US_ASCII));
    assertThat(Files.readString(Guest.ownersFile(spec))).isEqualTo("9 10 l\0");
  }

  @Test
  void ownersOfLinksBelowAreSeen() throws Exception {
    assumeTrue(single, "more than one id");
    Path link = Files.createSymbolicLink(guest.rootfs.resolve("l"), Path.of("f"));
    ContainerSpec spec =
        guest.shell(
            "stat -c %u:%g /l; mv /l /m; stat -c %u:%g /m; rm /m; ln -s f /l; stat -c %u:%g /l");
    EmulatedIds ids =
        new EmulatedIds(List.of(new EmulatedIds.Owned(link, 9, 10)), Guest.ownersFile(spec));

    assertThat(guest.run(spec.withIds(ids)).output()).isEqualTo("9:10\n9:10\n0:0\n");
    assertThat(Files.exists(spec.root().upper().resolve("l"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.readString(Guest.ownersFile(spec))).isEmpty();
  }
}
