// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.Diagnosis.Finding;
import dev.jbuild.rootless.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would let a host do more, the smallest change first. */
final class Advice {
  private static final String HOST_USERS =
      "in the pod: hostUsers: false, with the capability SYS_ADMIN (Kubernetes 1.33, Linux 6.3)";
  private static final String APPARMOR = "kernel/apparmor_restrict_unprivileged_userns";

  private final Host host;
  private final List<Finding> findings;
  private final boolean inKubernetes;
  private final List<String> advice = new ArrayList<>();

  Advice(Host host, List<Finding> findings, boolean inKubernetes) {
    this.host = host;
    this.findings = findings;
    this.inKubernetes = inKubernetes;
  }

  List<String> all() {
    switch (host.tier()) {
      case IDS -> {}
      case SINGLE_ID -> moreIds();
      case NONE -> namespaces();
    }
    for (Finding finding : findings) {
      if (finding.group().equals("storage") && finding.errno() != 0) {
        advice.add("for the storage: --root or $JBUILD_ROOT on a volume: " + finding.detail());
      }
    }
    return advice;
  }

  private void moreIds() {
    String reason = host.reason();
    if (reason.endsWith("failed: Operation not permitted")) {
      // A set-user-id newuidmap without libcap needs CAP_SYS_ADMIN for it.
      advice.add(
          "in the image: chmod u-s newuidmap newgidmap; setcap cap_setuid=ep newuidmap; setcap"
              + " cap_setgid=ep newgidmap");
    } else if (reason.contains("no_new_privs")) {
      advice.add(HOST_USERS);
      advice.add(
          "in the pod: allowPrivilegeEscalation: true, newuidmap and /etc/subuid in the image");
    } else if (reason.contains("not found")) {
      advice.add("install newuidmap and newgidmap: package uidmap (Debian), shadow-utils (Fedora)");
    } else if (reason.startsWith("no range")) {
      advice.add(
          "as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER, and the"
              + " package uidmap");
    }
  }

  private void namespaces() {
    if (host.reason().contains("was asked for")) {
      advice.add("without --isolation the first tier that can be had is taken");
      return;
    }
    if (is("user/max_user_namespaces", "0")) {
      advice.add("on the node: sysctl -w user.max_user_namespaces=15000");
    } else if (is("kernel/unprivileged_userns_clone", "0")) {
      advice.add("on the node: sysctl -w kernel.unprivileged_userns_clone=1");
    } else if (is(APPARMOR, "1") && works("user-namespace")) {
      advice.add(
          "an AppArmor profile for jbuild that has userns, or on the node: sysctl -w "
              + APPARMOR.replace('/', '.')
              + "=0");
    } else if (is(Confinement.SECCOMP, Confinement.FILTERED) || inKubernetes) {
      advice.add(HOST_USERS);
      advice.add("in the pod: securityContext.seccompProfile.type: Unconfined");
    }
    advice.add("a Dockerfile without RUN builds here");
  }

  private boolean is(String name, String detail) {
    return find(name).filter(finding -> finding.detail().equals(detail)).isPresent();
  }

  private boolean works(String name) {
    return find(name).filter(finding -> finding.errno() == 0).isPresent();
  }

  private Optional<Finding> find(String name) {
    return findings.stream().filter(finding -> finding.name().equals(name)).findFirst();
  }
}
