// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A root file system of a static busybox and the tests' own programs, and containers over it, whose
 * ids are emulated where there is a single one.
 */
final class Guest {
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final List<String> APPLETS =
      List.of(
          "sh",
          "cat",
          "ls",
          "id",
          "true",
          "echo",
          "sleep",
          "kill",
          "mount",
          "umount",
          "unshare",
          "ip",
          "hostname",
          "grep",
          "seq",
          "touch",
          "mkdir",
          "rm",
          "chown",
          "env",
          "stat",
          "head",
          "setsid",
          "dd",
          "ulimit",
          "pwd",
          "readlink",
          "tty",
          "mv",
          "ln",
          "chmod",
          "sed",
          "wc",
          "ps");

  final NativeLauncher launcher =
      NativeLauncher.at(Path.of(System.getProperty(NativeLauncher.PROPERTY)));
  final Path base;
  final Path rootfs;
  private int runs;

  record Result(ExitStatus status, String output) {
    int code() {
      return status.code();
    }
  }

  Guest(Path base) throws IOException {
    HostConditions.require(
        Files.isExecutable(BUSYBOX), "no static busybox: install busybox-static");
    this.base = base;
    this.rootfs = directory("rootfs");
    Path bin = Files.createDirectories(rootfs.resolve("bin"));
    Files.copy(BUSYBOX, bin.resolve("busybox"));
    for (String program : List.of("guest", "rows")) {
      Files.copy(Path.of(System.getProperty("test.guests"), program), bin.resolve(program));
    }
    for (String applet : APPLETS) {
      Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
    }
  }

  Path directory(String name) throws IOException {
    return Files.createDirectories(base.resolve(name));
  }

  Overlay overlay(String name) throws IOException {
    return new Overlay(List.of(rootfs), directory(name + "/upper"), directory(name + "/work"));
  }

  ContainerSpec spec(String... args) throws IOException {
    ContainerSpec spec = plainSpec(args);
    return IdMap.current().isSingle()
        ? spec.withIds(new EmulatedIds(List.of(), ownersFile(spec)))
        : spec;
  }

  /** Where the container writes owners of links. */
  static Path ownersFile(ContainerSpec spec) {
    return spec.root().upper().resolveSibling("owners");
  }

  /** With none but the ids that there are. */
  ContainerSpec plainSpec(String... args) throws IOException {
    runs++;
    return ContainerSpec.of(overlay("run-" + runs), List.of(args), List.of("PATH=/bin"));
  }

  ContainerSpec shell(String script) throws IOException {
    return spec("sh", "-c", script);
  }

  Result run(ContainerSpec spec) throws IOException, InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ExitStatus status =
        Container.run(launcher, spec, (bytes, length) -> output.write(bytes, 0, length));
    return new Result(status, output.toString(StandardCharsets.UTF_8));
  }

  /** The output of a shell script, ended by a failure of the test if it fails. */
  String sh(String script) throws IOException, InterruptedException {
    Result result = run(shell(script));
    if (result.code() != 0) {
      throw new AssertionError("exit " + result.code() + ": " + result.output());
    }
    return result.output();
  }
}
