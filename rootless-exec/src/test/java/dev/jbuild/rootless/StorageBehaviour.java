// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers below, and what is left in the upper directory. */
class StorageBehaviour {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_123L);

  @TempDir Path base;
  private Guest guest;

  @BeforeEach
  void makeGuest() throws IOException {
    guest = new Guest(base);
  }

  @Test
  void runThatChangesNothingLeavesNothing() throws Exception {
    ContainerSpec spec = guest.spec("true");

    assertThat(guest.run(spec).code()).isZero();
    assertThat(tree(spec.root().upper())).isEmpty();
  }

  @Test
  void rootKeepsItsTimes() throws Exception {
    ContainerSpec spec = guest.spec("true");
    Files.setLastModifiedTime(spec.root().upper(), LONG_AGO);

    guest.run(spec);

    assertThat(Files.getLastModifiedTime(spec.root().upper())).isEqualTo(LONG_AGO);
  }

  @Test
  void mountTargetsLeaveNoTraceButCopiedUpDirectories() throws Exception {
    Path etc = Files.createDirectories(guest.rootfs.resolve("etc"));
    Files.setLastModifiedTime(etc, LONG_AGO);
    Path file = Files.writeString(base.resolve("f"), "x");
    ContainerSpec spec =
        guest
            .spec("cat", "/etc/resolv.conf", "/etc/hosts", "/a/b/c")
            .withMounts(
                List.of(
                    new Bind(file, "/etc/resolv.conf", true),
                    new Bind(file, "/etc/hosts", true),
                    new Bind(file, "/a/b/c", true)));
    Path upper = spec.root().upper();
    Files.setLastModifiedTime(upper, LONG_AGO);

    assertThat(guest.run(spec).output()).isEqualTo("xxx");
    assertThat(tree(upper)).containsExactly("etc");
    assertThat(Files.getLastModifiedTime(upper.resolve("etc"))).isEqualTo(LONG_AGO);
    assertThat(Files.getLastModifiedTime(upper)).isEqualTo(LONG_AGO);
  }

  @Test
  void whatTheContainerMakesBesideMountTargetsStays() throws Exception {
    Path file = Files.writeString(base.resolve("f"), "x");
    ContainerSpec spec =
        guest.shell("touch /a/mine").withMounts(List.of(new Bind(file, "/a/b/c", true)));

    guest.run(spec);

    assertThat(tree(spec.root().upper())).containsExactly("a", "a/mine");
    assertThat(Files.getLastModifiedTime(spec.root().upper().resolve("a"))).isNotEqualTo(LONG_AGO);
  }

  @Test
  void danglingLinkAsMountTargetResolvesInsideTheRoot() throws Exception {
    Path etc = Files.createDirectories(guest.rootfs.resolve("etc"));
    Files.createSymbolicLink(
        etc.resolve("resolv.conf"), Path.of("../../../../run/x/stub-resolv.conf"));
    Path file = Files.writeString(base.resolve("f"), "x\n");
    ContainerSpec spec =
        guest
            .shell("cat /etc/resolv.conf /run/x/stub-resolv.conf")
            .withMounts(List.of(new Bind(file, "/etc/resolv.conf", true)));

    assertThat(guest.run(spec).output()).isEqualTo("x\nx\n");
    assertThat(tree(spec.root().upper())).isEmpty();
  }

  @Test
  void absoluteLinkDoesNotLeaveTheRoot() throws Exception {
    Path outside = guest.directory("outside");
    Files.createSymbolicLink(guest.rootfs.resolve("opt"), outside);
    Path file = Files.writeString(base.resolve("f"), "x\n");
    ContainerSpec spec =
        guest.shell("cat /opt/sub/f").withMounts(List.of(new Bind(file, "/opt/sub/f", true)));

    assertThat(guest.run(spec).output()).isEqualTo("x\n");
    assertThat(tree(outside)).isEmpty();
    assertThat(tree(spec.root().upper())).isEmpty();
  }

  @Test
  void linkThatLeadsToItselfIsAnError() throws Exception {
    Files.createSymbolicLink(guest.rootfs.resolve("loop"), Path.of("loop"));
    Path file = Files.writeString(base.resolve("f"), "x\n");
    ContainerSpec spec = guest.spec("true").withMounts(List.of(new Bind(file, "/loop/f", true)));

    assertThatThrownBy(() -> guest.run(spec))
        .isInstanceOf(RootlessException.class)
        .hasMessageStartingWith("cannot resolve the mount target /loop/f: Too many levels");
  }

  @Test
  void topLayerWins() throws Exception {
    assertThat(guest.run(layers(3, "layer")).output()).isEqualTo("0\n");
  }

  @Test
  @Tag("layers")
  void manyLayersManyTimes() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(guest.run(layers(127, "l" + i)).output()).isEqualTo("0\n");
    }
  }

  @Test
  @Tag("layers")
  void threeHundredAndFiftyLayers() throws Exception {
    assertThat(guest.run(layers(350, "layer")).output()).isEqualTo("0\n");
  }

  @Test
  void anyCharacterMayBeInAPath() throws Exception {
    assertThat(guest.run(layers(2, "a:b,c d\\e\"f'é\n")).output()).isEqualTo("0\n");
  }

  @Test
  void longPathsFit() throws Exception {
    String name = "n".repeat(200);

    assertThat(guest.run(layers(60, name + "/" + name)).output()).isEqualTo("0\n");
  }

  @Test
  void oldKernelsWayOfMountingWorks() throws Exception {
    byte[] description = Description.of(layers(60, "a:b,c\\d"));
    Process process = guest.launcher.start("--run");

    try (OutputStream lifeLine = process.getOutputStream()) {
      lifeLine.write(description, 0, description.length - 1);
      lifeLine.write("overlay-options\0old\0\0".getBytes(StandardCharsets.UTF_8));
      lifeLine.flush();

      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("0\n");
      assertThat(process.getErrorStream().readAllBytes()).asString().isEqualTo("exit\t0\n");
    }
  }

  @Test
  void removedDirectoryMadeAnewIsOpaque() throws Exception {
    Path d = Files.createDirectories(guest.rootfs.resolve("d"));
    Files.writeString(d.resolve("old"), "");
    ContainerSpec spec = guest.shell("rm -r /d && mkdir /d && ls /d && rm /bin/id");

    assertThat(guest.run(spec).output()).isEmpty();
    Path upper = spec.root().upper();
    assertThat(Files.getAttribute(upper.resolve("d"), "user:overlay.opaque"))
        .isEqualTo(new byte[] {'y'});
    assertThat(Files.readAttributes(upper.resolve("bin/id"), "unix:mode,rdev"))
        .containsEntry("rdev", 0L)
        .containsEntry("mode", 0020000);
  }

  @Test
  void storageThatCanHoldAnOverlayPasses() throws Exception {
    StorageCheck.requireOverlay(guest.launcher, base.resolve("new/root"));
    assertThat(StorageCheck.space(guest.launcher, base).freeBytes()).isPositive();

    assertThat(tree(base.resolve("new/root"))).isEmpty();
  }

  private ContainerSpec layers(int count, String name) throws IOException {
    List<Path> lowers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path layer = guest.directory(name + "/" + i);
      Files.writeString(layer.resolve("which"), i + "\n");
      lowers.add(layer);
    }
    lowers.add(guest.rootfs);
    Overlay overlay =
        new Overlay(lowers, guest.directory(name + "/upper"), guest.directory(name + "/work"));
    return ContainerSpec.of(overlay, List.of("cat", "/which"), List.of("PATH=/bin"));
  }

  private static List<String> tree(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      String[] names =
          paths.skip(1).map(path -> directory.relativize(path).toString()).toArray(String[]::new);
      Arrays.sort(names);
      return List.of(names);
    }
  }
}
