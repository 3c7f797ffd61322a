// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a layer may not do: each is refused by name, and nothing outside its root changes. */
final class HostileLayerTest {
  @TempDir Path temporary;
  private Path root;
  private Path outside;

  @BeforeEach
  void makeSomethingOutside() throws IOException {
    root = temporary.resolve("root");
    outside = Files.writeString(temporary.resolve("outside"), "untouched");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("dot dot", new RawTar().file("../outside", "x"), "\"..\" in its name"),
        Arguments.of("dot dot inside", new RawTar().file("a/../../outside", "x"), "\"..\""),
        Arguments.of("dot dot link", new RawTar().hardLink("a", "../outside"), "\"..\""),
        Arguments.of("dot dot whiteout", new RawTar().file(".wh...", ""), "names no file"),
        Arguments.of("empty whiteout", new RawTar().file("a/.wh.", ""), "names no file"),
        Arguments.of(
            "below a symlink",
            new RawTar().symlink("a", "..").file("a/outside", "x"),
            "entry a/outside of the layer is below a, which is no directory in it"),
        Arguments.of(
            "whiteout below a symlink",
            new RawTar().symlink("a", "..").file("a/.wh.outside", ""),
            "is below a"),
        Arguments.of("below a file", new RawTar().file("a", "x").directory("a/b"), "is below a"),
        Arguments.of(
            "hard link to what is not there",
            new RawTar().hardLink("a", "b"),
            "hard link a of the layer names b, which is neither in it nor in the layers below"),
        Arguments.of(
            "hard link to an absolute path outside",
            new RawTar().hardLink("a", "/etc/passwd"),
            "names etc/passwd, which is neither"),
        Arguments.of(
            "hard link through a symlink",
            new RawTar().symlink("a", "..").hardLink("b", "a/outside"),
            "names a/outside, which is neither"),
        Arguments.of(
            "hard link to a directory",
            new RawTar().directory("a").hardLink("b", "a"),
            "names the directory a"),
        Arguments.of(
            "hard link to itself", new RawTar().file("a", "").hardLink("a", "a"), "names itself"),
        Arguments.of("root as a file", new RawTar().file("/", ""), "not refused"),
        Arguments.of("unknown type", new RawTar().entry("a", 'Q', "", 0, ""), "unknown type 'Q'"),
        Arguments.of(
            "more data claimed than there is",
            new RawTar().entry("a", '0', "", 4096, "x"),
            "truncated"),
        Arguments.of(
            "8 GiB claimed", new RawTar().entry("a", '0', "", 077777777777L, "x"), "truncated"),
        Arguments.of(
            "exabytes claimed",
            new RawTar().pax(RawTar.record("size", "4611686018427387904")).file("a", "x"),
            "more than 1 TiB"),
        Arguments.of(
            "negative size",
            new RawTar().pax(RawTar.record("size", "-1")).file("a", ""),
            "bad size"),
        Arguments.of(
            "NUL in a name",
            new RawTar().pax(RawTar.record("path", "a\0b")).file("a", ""),
            "has a NUL: a?b"),
        Arguments.of("malformed PAX", new RawTar().pax("999 path=a\n").file("a", ""), "PAX header"),
        Arguments.of(
            "huge PAX header", new RawTar().entry("p", 'x', "", 1 << 26, ""), "more than 4 MiB"),
        Arguments.of(
            "sparse file of exabytes",
            new RawTar()
                .pax(
                    RawTar.record("GNU.sparse.map", "0,1")
                        + RawTar.record("GNU.sparse.size", "1152921504606846976"))
                .file("a", "x"),
            "1 TiB"),
        Arguments.of(
            "sparse file longer than its size",
            new RawTar()
                .pax(
                    RawTar.record("GNU.sparse.map", "0,1,4,9")
                        + RawTar.record("GNU.sparse.size", "5"))
                .file("a", "x"),
            "contradicts"),
        Arguments.of(
            "sparse file whose pieces overlap",
            new RawTar()
                .pax(
                    RawTar.record("GNU.sparse.map", "0,3,1,3")
                        + RawTar.record("GNU.sparse.size", "9"))
                .file("a", "xxxyyy"),
            "contradicts"),
        Arguments.of(
            "path without end",
            new RawTar().pax(RawTar.record("path", "d/".repeat(3000) + "f")).file("a", ""),
            "more than 4095 bytes"),
        Arguments.of(
            "wrong checksum", new RawTar().raw(new byte[] {1}).raw(new byte[511]), "checksum"),
        Arguments.of("half a header", new RawTar().raw(new byte[] {1, 2, 3}), "checksum"),
        Arguments.of("root as a symlink", new RawTar().symlink("./", "/etc"), "no directory"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRefusedByName(String what, RawTar tar, String message) throws IOException {
    if (message.equals("not refused")) {
      assertThat(tar.unpack(root).size()).isEqualTo(1);
    } else {
      assertThatThrownBy(() -> tar.unpack(root))
          .isInstanceOf(LayerException.class)
          .hasMessageContaining(message);
    }
    assertThat(outside).hasContent("untouched");
    assertThat(temporary.toFile().list()).containsExactlyInAnyOrder("root", "outside");
  }

  @Test
  void absoluteNamesAreBelowTheRoot() throws IOException {
    new RawTar().file("/abs", "x").file("//etc//./passwd", "y").unpack(root);
    assertThat(root.resolve("abs")).hasContent("x");
    assertThat(root.resolve("etc/passwd")).hasContent("y");
  }

  @Test
  void aFileReplacesASymlinkInsteadOfBeingWrittenThroughIt() throws IOException {
    new RawTar().symlink("a", outside.toString()).file("a", "x").unpack(root);
    assertThat(root.resolve("a")).hasContent("x");
    assertThat(outside).hasContent("untouched");
  }

  @Test
  void aDirectoryReplacesASymlinkInsteadOfFollowingIt() throws IOException {
    new RawTar().symlink("a", "..").directory("a/").file("a/outside", "x").unpack(root);
    assertThat(root.resolve("a/outside")).hasContent("x");
    assertThat(outside).hasContent("untouched");
  }

  @Test
  void aHardLinkToASymlinkIsOneMoreSymlink() throws IOException {
    LayerToc toc = new RawTar().symlink("a", outside.toString()).hardLink("b", "a").unpack(root);
    assertThat(Files.readSymbolicLink(root.resolve("b"))).isEqualTo(outside);
    assertThat(toc.find("b")).get().extracting(Entry::type).isEqualTo(EntryType.SYMLINK);
  }

  @Test
  void theLastOfSeveralEntriesForOnePathCounts() throws IOException {
    LayerToc toc =
        new RawTar()
            .file("a", "first")
            .hardLink("b", "a")
            .directory("d")
            .file("d/x", "")
            .file("a", "second")
            .file("d", "file")
            .unpack(root);
    assertThat(root.resolve("a")).hasContent("second");
    assertThat(root.resolve("b")).hasContent("first");
    assertThat(root.resolve("d")).hasContent("file");
    assertThat(toc.entries()).extracting(Entry::path).containsExactly("", "a", "b", "d");
    assertThat(toc.entries()).extracting(Entry::type).doesNotContain(EntryType.HARD_LINK);
  }

  @Test
  void devicesAreInTheTableOfContentsOnly() throws IOException {
    LayerToc toc = new RawTar().entry("null", '3', "", 0, "").unpack(root);
    assertThat(toc.find("null").orElseThrow().deviceMajor()).isEqualTo(1);
    assertThat(toc.find("null").orElseThrow().deviceMinor()).isEqualTo(3);
    assertThat(Files.exists(root.resolve("null"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void directoriesThatTheTarDoesNotHaveAreImplied() throws IOException {
    LayerToc toc = new RawTar().file("a/b/c", "x").directory("a/").unpack(root);
    assertThat(toc.find("a").orElseThrow().implied()).isFalse();
    Entry implied = toc.find("a/b").orElseThrow();
    assertThat(implied.implied()).isTrue();
    assertThat(implied.attributes()).isEqualTo(Attributes.ofMode(0755));
    assertThat(FileStatus.of(root.resolve("a/b")).mtime()).isZero();
  }

  @Test
  void whatFollowsTheEndIsDigestedAndIgnored() throws IOException {
    byte[] tar = new RawTar().file("a", "x").bytes();
    byte[] garbage = Arrays.copyOf(tar, tar.length + 777);
    Arrays.fill(garbage, tar.length, garbage.length, (byte) 7);
    ReadLayer read =
        new LayerReader(LowerLookup.none())
            .readToc(new ByteArrayInputStream(garbage), Compression.NONE);
    assertThat(read.tarSizeBytes()).isEqualTo(garbage.length);
    assertThat(read.diffId()).isEqualTo(Digest.ofData(garbage));
  }

  @Test
  void aCompressedLayerThatEndsEarlyIsRefusedWhereverItEnds() throws IOException {
    byte[] tar = new RawTar().file("a", "x".repeat(5000)).bytes();
    byte[] zstd = Zstd.compress(tar);
    byte[] gzip = Layers.write(List.of(), LayerOptions.of(Compression.GZIP)).bytes();
    for (int end = 1; end < zstd.length; end++) {
      requireTruncated(Arrays.copyOf(zstd, end), Compression.ZSTD);
    }
    for (int end = 1; end < gzip.length; end++) {
      requireTruncated(Arrays.copyOf(gzip, end), Compression.GZIP);
    }
    for (int end = 513; end < 5000; end += 100) {
      requireTruncated(Arrays.copyOf(tar, end), Compression.NONE);
    }
  }

  private static void requireTruncated(byte[] blob, Compression compression) {
    assertThatThrownBy(
            () ->
                new LayerReader(LowerLookup.none())
                    .readToc(new ByteArrayInputStream(blob), compression))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("the layer is");
  }
}
