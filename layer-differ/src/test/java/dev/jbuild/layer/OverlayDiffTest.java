// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverlayDiffTest {
  @TempDir Path temporary;
  private Path upper;
  private Path lower;
  private MergedView view;

  @BeforeEach
  void unpackLower() throws IOException {
    upper = Files.createDirectory(temporary.resolve("upper"));
    lower = temporary.resolve("lower");
    Entry owned = Entry.file("owned", Attributes.ofMode(0644).withOwner(33, 34), 0);
    Layers.Blob blob =
        Layers.write(
            List.of(
                Layers.directory(""),
                Layers.directory("d"),
                Layers.file("d/x", "x"),
                Layers.file("d/y", "y"),
                Layers.directory("e"),
                Layers.file("file", "data"),
                LayerItem.of(owned),
                Layers.symlink("link", "file")));
    view = MergedView.of(List.of(blob.viewLayer(lower, Owners.SINGLE)));
  }

  @Test
  void copiesWithoutAChangeAreLeftOut() throws IOException {
    copyUp("d");
    copyUp("d/x");
    copyUp("link");
    epoch(upper.resolve("link"));
    epoch(upper.resolve("d"));
    assertThat(diff()).isEmpty();
  }

  @Test
  void dataThatChangedBehindTheSameSizeAndTimeIsFound() throws IOException {
    Files.writeString(upper.resolve("file"), "DATA");
    epoch(upper.resolve("file"));
    Files.setAttribute(upper.resolve("file"), "unix:mode", 0644);
    assertThat(diff()).containsExactly("FILE file");
  }

  @Test
  void theDirectoriesAboveAChangeAreThere() throws IOException {
    copyUp("d");
    epoch(upper.resolve("d"));
    Files.writeString(upper.resolve("d/new"), "");
    assertThat(diff()).containsExactly("DIRECTORY d", "FILE d/new");
  }

  @Test
  void whiteoutsOfWhatIsNotBelowAreDropped() throws IOException {
    NativeFiles.makeWhiteout(upper.resolve("never"));
    NativeFiles.makeWhiteout(upper.resolve("file"));
    assertThat(diff()).containsExactly("WHITEOUT file");
  }

  @Test
  void anOpaqueDirectoryHidesWhatWasInIt() throws IOException {
    makeOpaque("d");
    Files.writeString(upper.resolve("d/new"), "");
    assertThat(diff()).containsExactly("DIRECTORY d", "FILE d/new", "WHITEOUT d/x", "WHITEOUT d/y");
  }

  @Test
  void anOpaqueDirectoryOverNothingIsJustADirectory() throws IOException {
    makeOpaque("new");
    makeOpaque("e");
    epoch(upper.resolve("e"));
    assertThat(diff()).containsExactly("DIRECTORY new");
    assertThat(OverlayDiff.items(upper, view, Owners.SINGLE))
        .noneMatch(item -> item.entry().opaque());
  }

  @Test
  void aFileInThePlaceOfADirectoryNeedsNoWhiteout() throws IOException {
    Files.writeString(upper.resolve("d"), "now a file");
    Files.createDirectory(upper.resolve("file"));
    assertThat(diff()).containsExactly("FILE d", "DIRECTORY file");
  }

  @Test
  void namesOfOneFileStayTogether() throws IOException {
    copyUp("file");
    Files.createLink(upper.resolve("zz"), upper.resolve("file"));
    assertThat(diff()).containsExactly("FILE file", "HARD_LINK zz");
  }

  @Test
  void ownersWithoutRealIdsAreReadBack() throws IOException {
    copyUp("owned");
    Files.setAttribute(upper.resolve("owned"), "unix:mode", 0600);
    Entry entry = OverlayDiff.items(upper, view, Owners.SINGLE).get(0).entry();
    assertThat(entry.attributes().uid()).isEqualTo(33);
    assertThat(entry.attributes().gid()).isEqualTo(34);
    assertThat(entry.attributes().xattrs().isEmpty()).isTrue();
  }

  @Test
  void aRecordTellsTheOwnersOfLinks() throws IOException {
    Files.createSymbolicLink(upper.resolve("new"), Path.of("file"));
    NativeFiles.makeFifo(upper.resolve("fifo"));
    copyUp("link");
    epoch(upper.resolve("link"));
    Path record = temporary.resolve("owners");
    Files.writeString(record, "5 6 new\0007 8 link\0000 0 fifo\0");

    List<LayerItem> items = OverlayDiff.items(upper, view, SpecialOwners.read(record));

    assertThat(items.stream().map(item -> item.entry().path() + owner(item.entry())))
        .containsExactly("fifo 0:0", "link 7:8", "new 5:6");
    LayerToc toc = LayerToc.of(items.stream().map(LayerItem::entry).toList());
    assertThat(SpecialOwners.of(toc).byPath())
        .isEqualTo(
            Map.of("link", new SpecialOwners.Owner(7, 8), "new", new SpecialOwners.Owner(5, 6)));
  }

  private static String owner(Entry entry) {
    return " " + entry.attributes().uid() + ":" + entry.attributes().gid();
  }

  @Test
  void anEmptyFileCanStandForADevice() throws IOException {
    Path file = Files.writeString(upper.resolve("tty"), "");
    Files.setAttribute(file, "unix:mode", 0620);
    Files.setAttribute(file, "user:jbuild.node", "20000:5:1".getBytes(US_ASCII));
    Files.setAttribute(file, "user:jbuild.owner", "0:5".getBytes(US_ASCII));

    Entry entry = OverlayDiff.items(upper, view, SpecialOwners.none()).get(0).entry();

    assertThat(entry.type()).isEqualTo(EntryType.CHARACTER_DEVICE);
    assertThat(List.of(entry.deviceMajor(), entry.deviceMinor())).containsExactly(5, 1);
    assertThat(entry.attributes().mode()).isEqualTo(0620);
    assertThat(owner(entry)).isEqualTo(" 0:5");
    assertThat(entry.attributes().xattrs().isEmpty()).isTrue();
  }

  @Test
  void namesThatMeanWhiteoutsAreRefused() throws IOException {
    Files.writeString(upper.resolve(".wh.x"), "");
    assertThatThrownBy(this::diff)
        .isInstanceOf(LayerException.class)
        .hasMessageStartingWith(".wh.x cannot be in a layer");
  }

  @Test
  void whatAShellDidInARealOverlayIsFound() throws Exception {
    Layers.assume(Layers.isRoot(), "root, to mount an overlay");
    Files.createDirectory(temporary.resolve("merged"));
    Files.createDirectory(temporary.resolve("fresh"));
    String script =
        """
        set -e
        mount -t tmpfs none fresh
        mkdir fresh/upper fresh/work
        options=userxattr,lowerdir=lower,upperdir=fresh/upper,workdir=fresh/work
        mount -t overlay overlay -o $options merged
        cd merged
        rm file; echo new >added; ln added linked; chmod 600 d/x; chmod 644 d/x
        rm -r e; mkdir e; touch -h -d @0 e; mkdir -p deep/er; mv d/y deep/er/y
        cd ..; umount merged; cp -a --preserve=all fresh/upper/. upper
        """;
    Layers.run(temporary, "unshare", "-m", "sh", "-c", script);
    assertThat(diff())
        .containsExactly(
            "FILE added",
            "DIRECTORY d",
            "WHITEOUT d/y",
            "DIRECTORY deep",
            "DIRECTORY deep/er",
            "FILE deep/er/y",
            "WHITEOUT file",
            "HARD_LINK linked");
  }

  private List<String> diff() throws IOException {
    List<LayerItem> items = OverlayDiff.items(upper, view, Owners.SINGLE);
    assertThat(Layers.write(items).written().toc().size()).isGreaterThanOrEqualTo(items.size());
    return items.stream().map(item -> item.entry().type() + " " + item.entry().path()).toList();
  }

  /** As overlayfs does: with xattrs and times. */
  private void copyUp(String path) throws IOException {
    Path from = lower.resolve(path);
    Path to = upper.resolve(path);
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
  }

  private void makeOpaque(String path) throws IOException {
    Path directory = Files.createDirectory(upper.resolve(path));
    Files.getFileAttributeView(directory, UserDefinedFileAttributeView.class)
        .write("overlay.opaque", ByteBuffer.wrap(new byte[] {'y'}));
    Files.setAttribute(directory, "unix:mode", 0755);
  }

  private static void epoch(Path path) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(0, TimeUnit.SECONDS), null, null);
  }
}
