// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Debian's docker-registry on a free loopback port, its storage in a directory. */
final class DockerRegistry implements AutoCloseable {
  private final Process process;
  private final Path storage;
  private final RegistryApi api;
  private final String host;

  private DockerRegistry(Process process, Path storage, String host) {
    this.process = process;
    this.storage = storage;
    this.host = host;
    this.api = new RegistryApi(host);
  }

  static DockerRegistry start(Path directory) throws IOException {
    return start(directory, "");
  }

  /** With {@code server.pem} and {@code server-key.pem}, for clients that {@code ca.crt} signed. */
  static DockerRegistry startWithTls(Path directory, Path certificates) throws IOException {
    String tls =
        ", tls: {certificate: %1$s/server.pem, key: %1$s/server-key.pem, clientcas: [%1$s/ca.crt]}";
    return start(directory, tls.formatted(certificates));
  }

  private static DockerRegistry start(Path directory, String tls) throws IOException {
    MustWork.assumeTools("docker-registry");
    String host = "127.0.0.1:" + freePort();
    Path storage = Files.createDirectories(directory.resolve("storage"));
    Path configuration = directory.resolve("config.yml");
    Files.writeString(
        configuration,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
        http: {addr: "%s"%s}
        log: {level: error, accesslog: {disabled: true}}
        """
            .formatted(storage, host, tls));
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder("docker-registry", "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    DockerRegistry registry = new DockerRegistry(process, storage, host);
    Eventually.within(
        Duration.ofSeconds(20),
        "an answer of docker-registry, see " + log,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("docker-registry ended at once, see " + log);
          }
          return tls.isEmpty() ? registry.api.isUp() : isOpen(host);
        });
    return registry;
  }

  private static boolean isOpen(String host) {
    try (Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            Integer.parseInt(host.substring(host.indexOf(':') + 1)))) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** {@code 127.0.0.1:port}. */
  String host() {
    return host;
  }

  String name(String repositoryAndTag) {
    return host + "/" + repositoryAndTag;
  }

  RegistryApi api() {
    return api;
  }

  /** The file that holds a blob: changed behind the registry's back it is served as it is. */
  Path fileOf(Digest digest) {
    return storage
        .resolve("docker/registry/v2/blobs/sha256")
        .resolve(digest.hex().substring(0, 2))
        .resolve(digest.hex())
        .resolve("data");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
