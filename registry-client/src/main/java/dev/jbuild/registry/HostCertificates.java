// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * The files that say whom to believe at a host, and who one is there: those that the user names,
 * and the directories {@code certs.d/<host>[:<port>]} of podman and Docker, with {@code *.crt} of
 * authorities, and {@code *.cert} and {@code *.key} of the client.
 */
record HostCertificates(HostSettings settings) {

  /**
   * The files for one host.
   *
   * @param authorities certificates, in PEM, beside those that Java trusts
   * @param client what the client shows, if the host asks
   */
  record FilesOfHost(List<Path> authorities, Optional<HostSettings.ClientFiles> client) {
    boolean isEmpty() {
      return authorities.isEmpty() && client.isEmpty();
    }
  }

  FilesOfHost of(HttpUrl url) {
    String host = url.host();
    String hostAndPort = host + ":" + url.port();
    List<Path> authorities = new ArrayList<>();
    Optional<HostSettings.ClientFiles> client =
        Optional.ofNullable(settings.clients().get(hostAndPort))
            .or(() -> Optional.ofNullable(settings.clients().get(host)));
    Optional.ofNullable(settings.authorities().get(hostAndPort))
        .or(() -> Optional.ofNullable(settings.authorities().get(host)))
        .ifPresent(authorities::add);
    Optional.ofNullable(settings.environment().get("SSL_CERT_FILE"))
        .filter(f -> !f.isEmpty())
        .map(Path::of)
        .filter(Files::isRegularFile)
        .ifPresent(authorities::add);
    for (Path directory : directories(hostAndPort, host, url)) {
      Optional<HostSettings.ClientFiles> found = read(directory, authorities);
      client = client.isPresent() ? client : found;
    }
    return new FilesOfHost(List.copyOf(authorities), client);
  }

  private List<Path> directories(String hostAndPort, String host, HttpUrl url) {
    List<Path> directories = new ArrayList<>();
    settings.certDir().ifPresent(directories::add);
    Optional<String> home = Optional.ofNullable(settings.environment().get("HOME"));
    List<Path> parents = new ArrayList<>();
    home.ifPresent(h -> parents.add(Path.of(h, ".config", "containers", "certs.d")));
    home.ifPresent(h -> parents.add(Path.of(h, ".docker", "certs.d")));
    if (!settings.environment().isEmpty()) {
      parents.add(Path.of("/etc/containers/certs.d"));
      parents.add(Path.of("/etc/docker/certs.d"));
    }
    for (Path parent : parents) {
      directories.add(parent.resolve(hostAndPort));
      if (url.port() == HttpUrl.defaultPort(url.scheme())) {
        directories.add(parent.resolve(host));
      }
    }
    return directories.stream().filter(Files::isDirectory).toList();
  }

  private static Optional<HostSettings.ClientFiles> read(Path directory, List<Path> authorities) {
    Optional<HostSettings.ClientFiles> client = Optional.empty();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(".crt")) {
          authorities.add(file);
        } else if (name.endsWith(".cert")) {
          Path key =
              file.resolveSibling(name.substring(0, name.length() - ".cert".length()) + ".key");
          if (!Files.isRegularFile(key)) {
            throw new RegistryException(
                RegistryException.Reason.LOCAL, file + " has no key: " + key + " is missing");
          }
          client = Optional.of(new HostSettings.ClientFiles(file, key));
        }
      }
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
    return client;
  }

  static RegistryException unreadable(Path file, Exception e) {
    return new RegistryException(
        RegistryException.Reason.LOCAL,
        "cannot read certificates of " + file + ": " + Failures.text(e),
        e);
  }
}
