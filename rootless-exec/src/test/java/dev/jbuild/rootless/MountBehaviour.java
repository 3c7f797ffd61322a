// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What mounts a container sees, and that they leave nothing behind. */
class MountBehaviour {
  @TempDir Path base;
  private Guest guest;

  @BeforeEach
  void makeGuest() throws IOException {
    guest = new Guest(base);
  }

  @Test
  void layersAreMergedAndReadOnly() throws Exception {
    Path top = layer("top", "same", "new");
    Path bottom = layer("bottom", "same", "old");
    Files.writeString(bottom.resolve("below"), "below");
    OverlayMount mount =
        new OverlayMount(List.of(top, bottom), Optional.empty(), Optional.empty(), "/src");

    String script = "cat /src/same /src/below; touch /src/x 2>&1 | sed 's/.*: //'";
    Guest.Result result = run(script, mount);

    assertThat(result.output()).isEqualTo("newbelowRead-only file system\n");
  }

  @Test
  void partOfLayersMayBeADirectoryOrAFile() throws Exception {
    Path layer = layer("layer", "a/b/f", "deep");
    Path empty = guest.directory("empty");
    OverlayMount directory =
        new OverlayMount(List.of(layer, empty), Optional.empty(), Optional.of("a/b"), "/d");
    OverlayMount file =
        new OverlayMount(List.of(layer, empty), Optional.empty(), Optional.of("/a/b/f"), "/m/f");

    assertThat(run("ls /d; cat /m/f; ls " + base + " 2>&1 | wc -l", directory, file).output())
        .isEqualTo("f\ndeep1\n");
  }

  @Test
  void linksOfTheSourceStayInside() throws Exception {
    Path outside = layer("outside", "secret", "of the host");
    Path layer = layer("layer", outside.toString().substring(1) + "/secret", "inside");
    Files.createSymbolicLink(layer.resolve("link"), outside);
    Files.createSymbolicLink(layer.resolve("up"), Path.of("../../../../../../" + outside));
    Path empty = guest.directory("empty");
    List<Path> layers = List.of(layer, empty);

    String seen =
        run(
                "cat /bind/secret /tree/secret",
                new Bind(layer, Optional.of("link"), "/bind", true),
                new OverlayMount(layers, Optional.empty(), Optional.of("up"), "/tree"))
            .output();

    assertThat(seen).isEqualTo("insideinside");
  }

  @Test
  void whatIsWrittenToAnUpperReachesNoLayer() throws Exception {
    Path layer = layer("layer", "f", "old");
    Path upper = guest.directory("scratch/upper");
    OverlayMount.Upper scratch = new OverlayMount.Upper(upper, guest.directory("scratch/work"));
    OverlayMount mount =
        new OverlayMount(List.of(layer), Optional.of(scratch), Optional.empty(), "/src");

    Guest.Result result = run("echo new > /src/f; mkdir /src/d; cat /src/f", mount);

    assertThat(result.output()).isEqualTo("new\n");
    assertThat(layer.resolve("f")).hasContent("old");
    assertThat(layer.resolve("d")).doesNotExist();
  }

  @Test
  void oldKernelsWayOfMountingWorks() throws Exception {
    Path layer = layer("layer", "a/f", "x");
    OverlayMount mount =
        new OverlayMount(
            List.of(layer, guest.directory("empty")), Optional.empty(), Optional.of("a"), "/t");
    ContainerSpec spec = guest.spec("cat", "/t/f").withMounts(List.of(mount));
    byte[] description = Description.of(spec);
    Process process = guest.launcher.start("--run");

    try (OutputStream lifeLine = process.getOutputStream()) {
      lifeLine.write(description, 0, description.length - 1);
      lifeLine.write("overlay-options\0old\0\0".getBytes(StandardCharsets.UTF_8));
      lifeLine.flush();

      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("x");
      assertThat(process.getErrorStream().readAllBytes()).asString().isEqualTo("exit\t0\n");
    }
  }

  @Test
  void targetOnALinkResolvesInTheRoot() throws Exception {
    Files.createSymbolicLink(guest.rootfs.resolve("link"), Path.of("/../../real"));
    Path layer = layer("layer", "f", "x");

    assertThat(run("cat /real/sub/f", new Bind(layer, "/link/sub", true)).output()).isEqualTo("x");
  }

  @Test
  void tmpfsIsEmptyAndHasItsSize() throws Exception {
    TmpfsMount mount = new TmpfsMount(OptionalLong.of(8192), "/bin/sub/tmp", false);

    String script =
        "stat -c %a /bin/sub/tmp; dd if=/dev/zero of=/bin/sub/tmp/f bs=4096 count=9 2>/dev/null;"
            + " stat -c %s /bin/sub/tmp/f";

    assertThat(run(script, mount).output()).isEqualTo("1777\n8192\n");
  }

  @Test
  void readOnlyTmpfsTakesNothing() throws Exception {
    TmpfsMount mount = new TmpfsMount(OptionalLong.empty(), "/t", true);

    assertThat(run("touch /t/x 2>/dev/null || echo no", mount).output()).isEqualTo("no\n");
  }

  @Test
  void fileIsThereWithItsModeAndInNoDirectoryOfTheHost() throws Exception {
    byte[] content = "a\0b\n".getBytes(StandardCharsets.ISO_8859_1);
    FileMount mount = new FileMount(content, "/run/secrets/s", 0440, 0, 0);
    String script =
        "cat /run/secrets/s; stat -c '%a %u %g' /run/secrets/s; echo x >/run/secrets/s || :";

    Guest.Result result = run(script, mount);

    assertThat(result.output()).startsWith("a\0b\n440 0 0\n").contains("Read-only file system");
    try (Stream<Path> files = Files.walk(base)) {
      assertThat(files.filter(file -> file.getFileName().toString().equals("s"))).isEmpty();
    }
  }

  @Test
  void mountsMayLieInEachOther() throws Exception {
    Path cache = guest.directory("cache");
    FileMount file = new FileMount("x".getBytes(StandardCharsets.US_ASCII), "/c/d/f", 0400, 0, 0);

    assertThat(run("cat /c/d/f; touch /c/kept", new Bind(cache, "/c", false), file).output())
        .isEqualTo("x");
    assertThat(cache.resolve("kept")).exists();
    assertThat(cache.resolve("d/f")).isEmptyFile();
  }

  @Test
  void targetInAReadOnlyMountHasToBeThere() throws Exception {
    Path layer = layer("layer", "f", "x");
    List<Mount> mounts =
        List.of(
            new Bind(layer, "/src", true),
            new TmpfsMount(OptionalLong.empty(), "/src/target", false));
    ContainerSpec spec = guest.spec("true").withMounts(mounts);

    assertThatThrownBy(() -> guest.run(spec))
        .isInstanceOf(RootlessException.class)
        .hasMessage(
            "cannot make the mount target src/target: Read-only file system: it would be in another"
                + " mount, which is read-only: mount that one rw, or make the target there");
    assertThat(layer.resolve("target")).doesNotExist();
  }

  @Test
  void missingSourceIsNamed() throws Exception {
    ContainerSpec spec =
        guest
            .spec("true")
            .withMounts(List.of(new Bind(layer("l", "f", ""), Optional.of("no"), "/t", true)));

    assertThatThrownBy(() -> guest.run(spec))
        .isInstanceOf(RootlessException.class)
        .hasMessage("cannot find the source of the mount no: No such file or directory");
  }

  @Test
  void insecureMayMount() throws Exception {
    String script = "mount -t tmpfs none /mnt && echo mounted";
    Files.createDirectory(guest.rootfs.resolve("mnt"));

    assertThat(guest.run(guest.shell(script).withInsecure(true)).output()).isEqualTo("mounted\n");
    assertThat(guest.run(guest.shell(script)).output()).doesNotContain("mounted\n");
  }

  private Path layer(String name, String file, String content) throws IOException {
    Path layer = guest.directory(name);
    Path path = layer.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return layer;
  }

  /** Runs the script with these mounts, and expects nothing of them in the upper directory. */
  private Guest.Result run(String script, Mount... mounts) throws Exception {
    ContainerSpec spec = guest.shell(script).withMounts(List.of(mounts));
    Guest.Result result = guest.run(spec);
    try (Stream<Path> left = Files.walk(spec.root().upper())) {
      assertThat(left.skip(1).map(spec.root().upper()::relativize))
          .isSubsetOf(Path.of("bin"), Path.of("run"));
    }
    return result;
  }
}
