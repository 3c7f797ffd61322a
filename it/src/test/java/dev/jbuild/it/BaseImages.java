// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Base images made on this machine from Debian's packages. */
final class BaseImages {
  private static final Path BUSYBOX = Path.of("/bin/busybox");

  /** A Debian older than this needs too many upgrades before something can be installed. */
  private static final Duration DEBIAN_KEPT = Duration.ofDays(7);

  private BaseImages() {}

  static HandmadeLayer busyboxLayer(Path directory) throws IOException {
    MustWork.assume(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
    Path tree = Files.createDirectories(directory.resolve("tree"));
    for (String name : List.of("bin", "etc", "root", "tmp", "var", "srv")) {
      Files.createDirectories(tree.resolve(name));
      Lab.setMode(tree.resolve(name), "rwxr-xr-x");
    }
    Files.setAttribute(tree.resolve("tmp"), "unix:mode", 01777);
    Files.copy(BUSYBOX, tree.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
    for (String applet : Command.of("busybox", "--list").run().ok().out().lines().toList()) {
      if (!applet.equals("busybox")) {
        Files.createSymbolicLink(tree.resolve("bin").resolve(applet), Path.of("busybox"));
      }
    }
    Files.writeString(
        tree.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
    Files.writeString(tree.resolve("etc/group"), "root:x:0:\nnobody:x:65534:\n");
    Path tar = directory.resolve("busybox.tar");
    Command.of("tar", "--owner=0", "--group=0", "--sort=name", "-cf", tar.toString(), ".")
        .in(tree)
        .run()
        .ok();
    try (InputStream in = Files.newInputStream(tar)) {
      return HandmadeLayer.ofTar(directory, in);
    }
  }

  static String pushBusybox(DockerRegistry registry, Path directory) throws IOException {
    HandmadeImage image = new HandmadeImage(List.of(busyboxLayer(directory)), "sh");
    image.push(registry.api(), "busybox", "1");
    return registry.name("busybox:1");
  }

  static String pushDebian(DockerRegistry registry) throws IOException {
    HandmadeImage image = new HandmadeImage(List.of(debianLayer()), "bash");
    image.push(registry.api(), "debian", "bookworm");
    return registry.name("debian:bookworm");
  }

  /** It takes half a minute to make, so it is kept between test runs. */
  private static HandmadeLayer debianLayer() throws IOException {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "jbuild-it");
    Path layer = Files.createDirectories(cache).resolve("debian-bookworm-unsafe-io.tar.gz");
    if (!isYoung(layer)) {
      MustWork.assumeTools("mmdebstrap");
      Path tar = Files.createTempFile(cache, "debian-", ".tar");
      // dpkg writes to the disk after each package, which is half the time of the peer's builds.
      String unsafeIo = "echo force-unsafe-io >\"$1/etc/dpkg/dpkg.cfg.d/unsafe-io\"";
      Command.of(
              "mmdebstrap",
              "--quiet",
              "--variant=minbase",
              "--customize-hook=" + unsafeIo,
              "bookworm",
              tar.toString())
          .within(Duration.ofMinutes(10))
          .run()
          .ok();
      try (InputStream in = Files.newInputStream(tar)) {
        Files.move(HandmadeLayer.ofTar(cache, in).file(), layer, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.delete(tar);
    }
    return HandmadeLayer.ofFile(layer);
  }

  private static boolean isYoung(Path file) throws IOException {
    return Files.exists(file)
        && Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(DEBIAN_KEPT));
  }
}
