// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.Diagnosis.Finding;
import dev.jbuild.rootless.Host;
import dev.jbuild.rootless.Tier;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class AdviceTest {
  private static final String HOST_USERS = "hostUsers: false";
  private static final Finding FILTERED = new Finding("security", "seccomp", 0, "2");

  @Test
  void nothingIsAdvisedWhereIdsAreReal() {
    assertThat(advice(Tier.IDS, "root with CAP_SYS_ADMIN")).isEmpty();
  }

  @Test
  void aRangeOfIdsIsASettingOrAPackageAway() {
    assertThat(advice(Tier.SINGLE_ID, "no range for u in /etc/subuid"))
        .singleElement()
        .asString()
        .contains("usermod --add-subuids");
    assertThat(advice(Tier.SINGLE_ID, "newuidmap not found: install uidmap"))
        .singleElement()
        .asString()
        .startsWith("install newuidmap");
    assertThat(advice(Tier.SINGLE_ID, "no_new_privs is set").get(0)).contains(HOST_USERS);
    String refused = "newuidmap: write to uid_map failed: Operation not permitted";
    assertThat(advice(Tier.SINGLE_ID, refused).get(0)).contains("setcap cap_setuid=ep newuidmap");
  }

  @Test
  void whatForbidsNamespacesIsNamed() {
    String refused = "unshare a user namespace: Operation not permitted";

    assertThat(advice(Tier.NONE, refused, FILTERED).get(0)).contains(HOST_USERS);
    assertThat(advice(Tier.NONE, refused, sysctl("user/max_user_namespaces", "0")).get(0))
        .isEqualTo("on the node: sysctl -w user.max_user_namespaces=15000");
    assertThat(advice(Tier.NONE, refused, sysctl("kernel/unprivileged_userns_clone", "0")).get(0))
        .endsWith("kernel.unprivileged_userns_clone=1");
    Finding made = new Finding("kernel", "user-namespace", 0, "");
    Finding restricted = sysctl("kernel/apparmor_restrict_unprivileged_userns", "1");
    assertThat(advice(Tier.NONE, refused, made, restricted).get(0)).contains("AppArmor profile");
    assertThat(advice(Tier.NONE, refused)).containsExactly("a Dockerfile without RUN builds here");
  }

  @Test
  void storageThatFailsIsToBeElsewhere() {
    Finding overlay = new Finding("storage", "overlay", -1, "cannot mount");

    assertThat(advice(Tier.IDS, "", overlay))
        .containsExactly("for the storage: --root or $JBUILD_ROOT on a volume: cannot mount");
  }

  private static Finding sysctl(String name, String value) {
    return new Finding("sysctl", name, 0, value);
  }

  private static List<String> advice(Tier tier, String reason, Finding... findings) {
    Host host = new Host(tier, reason, Optional.empty(), OptionalLong.empty());
    return new Advice(host, List.of(findings), false).all();
  }
}
