// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeExportTest {
  @TempDir Path temporary;
  private MergedView view;

  @BeforeEach
  void makeView() throws IOException {
    LayerItem file = Layers.file("d/file", "data");
    Layers.Blob blob =
        Layers.write(
            List.of(
                Layers.directory("d"),
                file,
                LayerItem.of(Entry.hardLink("d/linked", file.entry())),
                LayerItem.of(
                    Entry.device(
                        "null", EntryType.CHARACTER_DEVICE, Attributes.ofMode(0666), 1, 3)),
                Layers.symlink("link", "d/file")));
    view = MergedView.of(List.of(blob.viewLayer(temporary.resolve("layer"), Owners.SINGLE)));
  }

  @Test
  void theTreeIsWrittenAndDevicesAreNamed() throws IOException {
    Path out = temporary.resolve("out");
    assertThat(TreeExport.write(view, out, Owners.DROPPED)).containsExactly("null");
    assertThat(out.resolve("d/file")).hasContent("data");
    assertThat(FileStatus.of(out.resolve("d/linked")).inode())
        .isEqualTo(FileStatus.of(out.resolve("d/file")).inode());
    assertThat(Files.readSymbolicLink(out.resolve("link"))).hasToString("d/file");
  }

  @Test
  void symbolicLinksInTheWayAreReplacedNotFollowed() throws IOException {
    Path out = Files.createDirectory(temporary.resolve("out"));
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(out.resolve("d"), elsewhere);
    Files.writeString(out.resolve("kept"), "kept");
    List<String> unused = TreeExport.write(view, out, Owners.DROPPED);
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(Files.isDirectory(out.resolve("d"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(out.resolve("kept")).hasContent("kept");
  }

  @Test
  void theFlatTreeIsOneLayer() throws IOException {
    LayerToc toc = Layers.write(view.flatten("")).written().toc();
    assertThat(toc.entries())
        .extracting(entry -> entry.type() + " " + entry.path())
        .containsExactly(
            "DIRECTORY ",
            "DIRECTORY d",
            "FILE d/file",
            "HARD_LINK d/linked",
            "SYMLINK link",
            "CHARACTER_DEVICE null");
  }
}
