// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The {@code /etc/resolv.conf} and {@code /etc/hosts} of containers.
 *
 * <p>As with BuildKit both are bound read-only and never part of a layer. resolv.conf is the
 * host's, links followed. hosts is the host's too on the host's network, as buildah has it and
 * BuildKit hasn't: the names that a CI host or a pod's hostAliases define work in RUN. Without a
 * network it holds the loopback names only. A line for the container's own host name is added.
 */
public final class NetworkFiles {
  private static final String LOOPBACK =
      "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";

  private NetworkFiles() {}

  /**
   * Writes both files into the directory, which must exist, and returns the binds for them.
   *
   * @param extraHosts lines in the form of /etc/hosts: {@code 10.0.0.1 name}; they come first
   */
  public static List<Bind> write(
      Path directory, Network network, String hostname, List<String> extraHosts)
      throws IOException {
    return write(Path.of("/etc"), directory, network, hostname, extraHosts);
  }

  static List<Bind> write(
      Path etc, Path directory, Network network, String hostname, List<String> extraHosts)
      throws IOException {
    Path resolvConf = directory.resolve("resolv.conf");
    Files.write(resolvConf, bytesOrNothing(etc.resolve("resolv.conf")));
    Path hosts = directory.resolve("hosts");
    Files.write(hosts, extraHosts);
    StringBuilder rest = new StringBuilder();
    rest.append("127.0.0.1\t").append(hostname).append('\n');
    byte[] base =
        switch (network) {
          case HOST -> bytesOrNothing(etc.resolve("hosts"));
          case NONE -> new byte[0];
        };
    if (base.length == 0) {
      rest.append(LOOPBACK);
    }
    append(hosts, rest.toString().getBytes(StandardCharsets.UTF_8));
    append(hosts, base);
    return List.of(
        new Bind(resolvConf.toAbsolutePath(), "/etc/resolv.conf", true),
        new Bind(hosts.toAbsolutePath(), "/etc/hosts", true));
  }

  private static void append(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.APPEND);
  }

  private static byte[] bytesOrNothing(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }
}
