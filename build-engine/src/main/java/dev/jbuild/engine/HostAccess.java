// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line says of the hosts of registries, beside the configuration of the user and
 * the system.
 *
 * @param insecure {@code host} or {@code host:port} that may be spoken to without TLS
 * @param tlsVerify if not, all may
 * @param certDir certificates as in a {@code certs.d} directory, for all hosts
 * @param authorities a file with certificates of authorities by host
 * @param clientCertificates files with the certificate and the key of the client by host
 * @param mirrors by host, {@code mirror[:port][/path]}
 * @param originToo whether a host is asked itself after its mirrors
 */
public record HostAccess(
    Set<String> insecure,
    boolean tlsVerify,
    Optional<Path> certDir,
    Map<String, Path> authorities,
    Map<String, ClientCertificate> clientCertificates,
    Map<String, List<String>> mirrors,
    boolean originToo) {

  /** Two files. */
  public record ClientCertificate(Path certificate, Path key) {}

  /** Nothing. */
  public static final HostAccess DEFAULT =
      new HostAccess(Set.of(), true, Optional.empty(), Map.of(), Map.of(), Map.of(), true);

  public HostAccess {
    insecure = Set.copyOf(insecure);
    authorities = Map.copyOf(authorities);
    clientCertificates = Map.copyOf(clientCertificates);
    mirrors = Map.copyOf(mirrors);
  }
}
