// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.oci.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LayerReaderTest {
  /** cap_net_raw+ep, in the form of setcap(8). */
  private static final byte[] CAPABILITY = {
    1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  @TempDir Path temporary;

  @Test
  void whiteoutsAndOpaqueDirectoriesAreInOverlayForm() throws IOException {
    Path root = temporary.resolve("root");
    LayerToc toc =
        new RawTar()
            .file("a/.wh.gone", "")
            .file("a/.wh..wh.plnk", "")
            .file("o/.wh..wh..opq", "")
            .file("replaced/new", "")
            .file(".wh.replaced", "")
            .file(".wh.file", "")
            .file("file", "new")
            .unpack(root);
    assertThat(FileStatus.of(root.resolve("a/gone")).isWhiteout()).isTrue();
    assertThat(NativeFiles.xattrs(root.resolve("o")).value("user.overlay.opaque"))
        .contains(new byte[] {'y'});
    assertThat(toc.find("replaced").orElseThrow().opaque()).isTrue();
    assertThat(root.resolve("file")).hasContent("new");
    assertThat(toc.entries())
        .extracting(entry -> entry.type() + " " + entry.path())
        .containsExactly(
            "DIRECTORY ",
            "DIRECTORY a",
            "WHITEOUT a/gone",
            "FILE file",
            "DIRECTORY o",
            "DIRECTORY replaced",
            "FILE replaced/new");
  }

  @Test
  void capabilitiesAreKeptEvenIfTheKernelRefusesThem() throws IOException {
    byte[] nonsense = {1, 2, 3};
    List<LayerItem> items =
        List.of(Layers.directory(""), capable("good", CAPABILITY), capable("nonsense", nonsense));
    Path root = temporary.resolve("root");
    MergedView view = MergedView.of(List.of(Layers.write(items).viewLayer(root, Layers.owners())));
    assertThat(NativeFiles.xattrs(root.resolve("nonsense")).names())
        .contains("user.jbuild.xattr.security.capability");
    assertThat(OverlayDiff.items(root, view, Layers.owners())).isEmpty();
    Files.setAttribute(root.resolve("nonsense"), "unix:mode", 0700);
    Entry changed = OverlayDiff.items(root, view, Layers.owners()).get(0).entry();
    assertThat(changed.attributes().xattrs().value("security.capability")).contains(nonsense);
  }

  private static LayerItem capable(String path, byte[] value) {
    Xattrs xattrs = Xattrs.none().with("security.capability", value);
    return LayerItem.of(
        Entry.file(path, Attributes.ofMode(0755).withXattrs(xattrs).withOwner(0, 0), 0));
  }

  @Test
  void xattrsOfTheHostAreNotTakenFromALayer() throws IOException {
    LayerToc toc =
        new RawTar()
            .pax(
                RawTar.record("SCHILY.xattr.user.overlay.opaque", "y")
                    + RawTar.record("SCHILY.xattr.trusted.overlay.opaque", "y")
                    + RawTar.record("SCHILY.xattr.security.selinux", "x")
                    + RawTar.record("SCHILY.xattr.user.jbuild.owner", "1:1")
                    + RawTar.record("SCHILY.xattr.user.kept", "k"))
            .directory("d")
            .unpack(temporary.resolve("root"));
    assertThat(toc.find("d").orElseThrow().attributes().xattrs().names())
        .containsExactly("user.kept");
    assertThat(NativeFiles.xattrs(temporary.resolve("root/d")).names())
        .containsExactly("user.kept");
  }

  @Test
  void aHardLinkToAFileOfALowerLayerIsACopyOfIt() throws IOException {
    MergedView lower =
        MergedView.of(
            List.of(
                Layers.write(List.of(Layers.file("below", "data")))
                    .viewLayer(temporary.resolve("lower"), Owners.SINGLE)));
    LayerReader reader = new LayerReader(LowerLookup.of(lower));
    byte[] tar = new RawTar().hardLink("link", "/below").hardLink("second", "link").bytes();
    Path root = Files.createDirectory(temporary.resolve("root"));
    LayerToc toc =
        reader.unpack(new ByteArrayInputStream(tar), Compression.NONE, root, Owners.SINGLE).toc();
    assertThat(root.resolve("second")).hasContent("data");
    assertThat(toc)
        .isEqualTo(reader.readToc(new ByteArrayInputStream(tar), Compression.NONE).toc());
    assertThat(toc.find("second").orElseThrow().linkTarget()).contains("link");
  }

  @Test
  void timesAreSetOnLinksAndNotOnWhatTheyPointTo() throws IOException {
    Path root = temporary.resolve("root");
    LayerToc unused = new RawTar().file("f", "").symlink("l", "f").directory("d").unpack(root);
    assertThat(FileStatus.of(root.resolve("l")).mtime()).isEqualTo(1);
    assertThat(Files.isSymbolicLink(root.resolve("l"))).isTrue();
    assertThat(Files.isDirectory(root.resolve("d"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(FileStatus.of(root.resolve("d")).mtime()).isEqualTo(1);
  }
}
