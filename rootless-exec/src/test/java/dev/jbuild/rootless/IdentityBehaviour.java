// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, groups and capabilities of containers. */
class IdentityBehaviour {
  /** Docker's fourteen. */
  private static final String CAPABILITIES = "00000000a80425fb";

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
  void verdictFitsTheMap() {
    assertThat(Host.current().tier()).isEqualTo(single ? Tier.SINGLE_ID : Tier.IDS);
    assertThat(Host.current().reason()).isNotEmpty();
  }

  @Test
  void rootHasDockersCapabilities() throws Exception {
    assertThat(status())
        .containsEntry("CapEff", CAPABILITIES)
        .containsEntry("CapPrm", CAPABILITIES)
        .containsEntry("CapBnd", CAPABILITIES)
        .containsEntry("CapInh", "0000000000000000")
        .containsEntry("CapAmb", "0000000000000000")
        .containsEntry("NoNewPrivs", "0")
        .containsEntry("Seccomp", "2");
  }

  @Test
  void userHasNoCapabilitiesButTheBoundingSet() throws Exception {
    assumeFalse(single, "one id");

    assertThat(status(APP))
        .containsEntry("CapEff", "0000000000000000")
        .containsEntry("CapPrm", "0000000000000000")
        .containsEntry("CapBnd", CAPABILITIES)
        .containsEntry("Uid", "1000\t1000\t1000\t1000")
        .containsEntry("Gid", "1001\t1001\t1001\t1001")
        .containsEntry("Groups", "5 20");
  }

  @Test
  void rootHasNoSupplementaryGroups() throws Exception {
    assertThat(status()).containsEntry("Groups", "");
  }

  @Test
  void setuidProgramsWork() throws Exception {
    Path program = Files.copy(guest.rootfs.resolve("bin/guest"), guest.rootfs.resolve("bin/suid"));
    Files.setAttribute(program, "unix:mode", 04755);

    assertThat(guest.run(guest.spec("suid", "ids").withUser(APP)).output()).isEqualTo("1000 0\n");
  }

  @Test
  void ownersCanBeChanged() throws Exception {
    assertThat(guest.sh("touch /f; chown 7:8 /f; stat -c %u:%g /f")).isEqualTo("7:8\n");
  }

  @Test
  void userCanOpenItsOutputAgain() throws Exception {
    assertThat(guest.run(guest.shell("echo x > /dev/stdout").withUser(APP)).output())
        .isEqualTo("x\n");
  }

  @Test
  void secondIdIsAnErrorThatNamesUidmap() throws Exception {
    assumeTrue(single, "more than one id");
    ContainerSpec spec = guest.plainSpec("true").withUser(new ContainerUser(1000, 0, List.of()));

    assertThatThrownBy(() -> guest.run(spec))
        .isInstanceOf(RootlessException.class)
        .hasMessage(
            "cannot run as uid 1000: it needs a second id, and there is a single one: give the user"
                + " a range in /etc/subuid and /etc/subgid and install uidmap (newuidmap,"
                + " newgidmap)");
  }

  @Test
  void groupsAreAnErrorWhereThereIsOneId() throws Exception {
    assumeTrue(single, "more than one id");
    ContainerSpec spec = guest.plainSpec("true").withUser(new ContainerUser(0, 0, List.of(0L)));

    assertThatThrownBy(() -> guest.run(spec))
        .isInstanceOf(RootlessException.class)
        .hasMessageStartingWith("cannot set supplementary groups of the container: ")
        .hasMessageContaining("uidmap");
  }

  private Map<String, String> status() throws Exception {
    return status(ContainerUser.ROOT);
  }

  private Map<String, String> status(ContainerUser user) throws Exception {
    String text = guest.run(guest.spec("cat", "/proc/self/status").withUser(user)).output();
    return text.lines()
        .map(line -> line.split(":", 2))
        .collect(Collectors.toMap(f -> f[0], f -> f[1].strip()));
  }
}
