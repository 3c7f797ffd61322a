// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.Diagnosis.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the kernel says of itself, of what confines this process, and of the network. */
final class Confinement {
  /** The mode of seccomp when there is a filter, as in a container. */
  static final String FILTERED = "2";

  static final String SECCOMP = "seccomp";

  private Confinement() {}

  static List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    note(findings, "security", "linux", text("/proc/sys/kernel/osrelease"));
    note(findings, "security", "apparmor", text("/proc/self/attr/current"));
    note(findings, "security", "selinux-enforcing", text("/sys/fs/selinux/enforce"));
    note(findings, "security", SECCOMP, status("Seccomp"));
    note(findings, "security", "no-new-privs", status("NoNewPrivs"));
    Optional<String> resolvConf = text("/etc/resolv.conf");
    note(findings, "network", "nameservers", resolvConf.map(Confinement::nameservers));
    return findings;
  }

  private static void note(
      List<Finding> findings, String group, String name, Optional<String> detail) {
    detail.ifPresent(text -> findings.add(new Finding(group, name, 0, text)));
  }

  /** Empty if there is no such file, or nothing may be read of it. */
  private static Optional<String> text(String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      String text = new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
      return Optional.of(text).filter(t -> !t.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> status(String name) {
    return text("/proc/self/status")
        .flatMap(all -> all.lines().filter(line -> line.startsWith(name + ":")).findFirst())
        .map(line -> line.substring(name.length() + 1).strip());
  }

  private static String nameservers(String resolvConf) {
    String key = "nameserver ";
    return String.join(
        " ",
        resolvConf
            .lines()
            .filter(line -> line.startsWith(key))
            .map(line -> line.substring(key.length()).strip())
            .toList());
  }
}
