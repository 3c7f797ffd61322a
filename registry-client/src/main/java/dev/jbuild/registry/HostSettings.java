// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How hosts are reached, and whether they are believed.
 *
 * @param insecureHosts {@code host} or {@code host:port} that may be spoken to in plain http and
 *     whose certificates are not checked; loopback always is such a host
 * @param tlsVerify if not, all hosts are such hosts
 * @param certDir {@code *.crt} of authorities, {@code *.cert} and {@code *.key} of the client, for
 *     all hosts
 * @param authorities certificates of authorities by host
 * @param clients the certificate and key of the client by host
 * @param mirrors by host: {@code mirror[:port][/path]}, tried in their order before the host
 * @param originToo whether the host itself is asked when its mirrors fail
 * @param environment proxies, and where configuration is; empty: no file of the user or the system
 *     counts
 */
public record HostSettings(
    Set<String> insecureHosts,
    boolean tlsVerify,
    Optional<Path> certDir,
    Map<String, Path> authorities,
    Map<String, ClientFiles> clients,
    Map<String, List<String>> mirrors,
    boolean originToo,
    Map<String, String> environment) {

  /** Files of PEM with a client's certificate and its private key. */
  public record ClientFiles(Path certificate, Path key) {}

  /** Nothing but what Java knows. */
  public static final HostSettings NONE =
      new HostSettings(
          Set.of(), true, Optional.empty(), Map.of(), Map.of(), Map.of(), true, Map.of());

  public HostSettings {
    insecureHosts = Set.copyOf(insecureHosts);
    authorities = Map.copyOf(authorities);
    clients = Map.copyOf(clients);
    mirrors = Map.copyOf(mirrors);
    environment = Map.copyOf(environment);
  }

  public HostSettings withInsecureHosts(Set<String> hosts) {
    return new HostSettings(
        hosts, tlsVerify, certDir, authorities, clients, mirrors, originToo, environment);
  }
}
