// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A containerd of the tests' own: its root, state and socket are in their directory. */
final class Containerd implements AutoCloseable {
  private final Process process;
  private final Path socket;
  private int containers;

  private Containerd(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  static Containerd start(Path directory) throws IOException {
    MustWork.assumeRoot();
    MustWork.assumeTools("containerd", "ctr", "runc");
    Path socket = directory.resolve("sock");
    Path configuration = directory.resolve("config.toml");
    Files.writeString(
        configuration,
        """
        version = 2
        root = "%1$s/root"
        state = "%1$s/state"
        disabled_plugins = ["io.containerd.grpc.v1.cri"]
        [grpc]
          address = "%1$s/sock"
        [ttrpc]
          address = "%1$s/sock.ttrpc"
        """
            .formatted(directory));
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder("containerd", "--config", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Eventually.within(
        Duration.ofSeconds(30),
        "the socket of containerd, see " + log,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("containerd ended at once, see " + log);
          }
          return Files.exists(socket);
        });
    return new Containerd(process, socket);
  }

  void pull(String image) throws IOException {
    ctr("image", "pull", "--plain-http", image);
  }

  /** Runs the image's own command, or these words instead. */
  String run(String image, String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "--rm", image, "it" + containers++));
    arguments.addAll(List.of(words));
    return ctr(arguments.toArray(String[]::new));
  }

  private String ctr(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("ctr", "--address", socket.toString()));
    words.addAll(List.of(arguments));
    return Command.of(words.toArray(String[]::new)).run().ok().out();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    Eventually.within(Duration.ofSeconds(20), "the end of containerd", () -> !process.isAlive());
  }
}
