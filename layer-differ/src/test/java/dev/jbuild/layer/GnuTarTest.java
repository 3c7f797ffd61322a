// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.oci.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GNU tar, umoci and commons-compress read what we write; we read all that GNU tar writes. */
final class GnuTarTest {
  @TempDir Path temporary;
  private Path extracted;

  @BeforeEach
  void makeDirectory() throws IOException {
    extracted = Files.createDirectory(temporary.resolve("extracted"));
  }

  @AfterEach
  void deleteTrees() throws IOException {
    Trees.delete(extracted);
    Trees.delete(temporary.resolve("bundle"));
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 22, 23, 24, 25})
  void gnuTarExtractsTheTreeThatWasWritten(int seed) throws Exception {
    Layers.assume(Layers.isInstalled("tar"), "GNU tar");
    Layers.assume(Layers.isRoot(), "root, to give files away");
    Layers.Blob blob = Layers.write(Layers.randomTree(new Random(seed), 60));
    Path tar = Files.write(temporary.resolve("layer.tar"), blob.bytes());
    Layers.run(
        temporary,
        "tar",
        "--xattrs",
        "--xattrs-include=*",
        "-p",
        "-xf",
        tar.toString(),
        "-C",
        extracted.toString());
    assertThat(Layers.write(TreeSource.items(extracted, Owners.REAL)).written().toc().entries())
        .isEqualTo(blob.written().toc().entries());
  }

  @Test
  void umociUnpacksTheTreeThatWasWritten() throws Exception {
    Layers.assume(Layers.isInstalled("umoci"), "umoci");
    Layers.assume(Layers.isRoot(), "root, to give files away");
    Path layout = extracted.resolve("layout");
    Layers.run(temporary, "umoci", "init", "--layout", layout.toString());
    Layers.run(temporary, "umoci", "new", "--image", layout + ":one");
    List<LayerItem> lower =
        List.of(Layers.directory("gone"), Layers.file("gone/x", "x"), Layers.file("kept", "k"));
    List<LayerItem> upper =
        List.of(
            LayerItem.of(Entry.whiteout("gone")),
            LayerItem.of(Entry.file("caps", Attributes.ofMode(0755).withOwner(3_000_000, 7), 0)),
            Layers.symlink("link", "t".repeat(150)),
            Layers.file("d/" + "é".repeat(120), "long"));
    for (List<LayerItem> items : List.of(lower, upper)) {
      Path tar = Files.write(extracted.resolve("layer.tar"), Layers.write(items).bytes());
      Layers.run(
          temporary, "umoci", "raw", "add-layer", "--image", layout + ":one", tar.toString());
    }
    Path bundle = temporary.resolve("bundle");
    Layers.run(temporary, "umoci", "unpack", "--image", layout + ":one", bundle.toString());
    Path rootfs = bundle.resolve("rootfs");
    assertThat(rootfs.toFile().list()).containsExactlyInAnyOrder("kept", "caps", "link", "d");
    assertThat(FileStatus.of(rootfs.resolve("caps")).uid()).isEqualTo(3_000_000);
    assertThat(Files.readSymbolicLink(rootfs.resolve("link"))).hasToString("t".repeat(150));
    assertThat(rootfs.resolve("d/" + "é".repeat(120))).hasContent("long");
  }

  @Test
  void commonsCompressListsWhatWasWritten() throws IOException {
    Layers.Blob blob =
        Layers.write(List.of(Layers.directory("d"), Layers.file("d/" + "ü".repeat(200), "data")));
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(blob.bytes()), "UTF-8")) {
      assertThat(tar.getNextEntry().getName()).isEqualTo("d/");
      TarArchiveEntry file = tar.getNextEntry();
      assertThat(file.getName()).isEqualTo("d/" + "ü".repeat(200));
      assertThat(tar.readAllBytes()).isEqualTo("data".getBytes(StandardCharsets.UTF_8));
      assertThat(tar.getNextEntry()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--format=v7",
        "--format=oldgnu",
        "--format=gnu",
        "--format=ustar",
        "--format=posix",
        "--format=gnu -S",
        "--format=posix -S --sparse-version=0.0",
        "--format=posix -S --sparse-version=0.1",
        "--format=posix -S --sparse-version=1.0",
        "--format=posix --pax-option=globexthdr.name=g,mtime=42"
      })
  void everyFormatOfGnuTarIsRead(String options) throws Exception {
    Layers.assume(Layers.isInstalled("tar"), "GNU tar");
    Path tree = makeTree();
    Path tar = temporary.resolve("gnu.tar");
    String command = "tar " + options + " --numeric-owner -cf " + tar + " -C " + tree + " .";
    Layers.run(temporary, "sh", "-c", command);
    Path unpacked = Files.createDirectory(extracted.resolve("unpacked"));
    ReadLayer read =
        new LayerReader(LowerLookup.none())
            .unpack(
                new ByteArrayInputStream(Files.readAllBytes(tar)),
                Compression.NONE,
                unpacked,
                Layers.owners());
    LayerToc expected = Layers.write(TreeSource.items(tree, Layers.owners())).written().toc();
    if (options.contains("mtime=42")) {
      assertThat(read.toc().entries()).allMatch(entry -> entry.attributes().mtime() == 42);
      return;
    }
    assertThat(read.toc().entries()).isEqualTo(expected.entries());
    assertThat(Layers.write(TreeSource.items(unpacked, Layers.owners())).written().toc().entries())
        .isEqualTo(expected.entries());
    if (options.contains("-S")) {
      String blocks =
          Layers.run(temporary, "stat", "-c", "%b", unpacked.resolve("sparse").toString());
      assertThat(Long.parseLong(blocks.strip())).isLessThan(1000);
    }
  }

  private Path makeTree() throws Exception {
    Path tree = Files.createDirectory(extracted.resolve("tree"));
    Files.writeString(tree.resolve("a"), "text");
    Files.createLink(tree.resolve("b"), tree.resolve("a"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("a"));
    Files.createDirectories(tree.resolve("d/e"));
    Files.writeString(tree.resolve("d/" + "n".repeat(80)), "long");
    try (RandomAccessFile sparse = new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
      for (int i = 0; i < 40; i++) {
        sparse.seek(i * 200_000L + 70_000);
        sparse.write(new byte[] {1, 2, 3});
      }
      sparse.setLength(10_000_000);
    }
    Layers.run(
        temporary, "find", tree.toString(), "-exec", "touch", "-h", "-d", "@1600000000", "{}", "+");
    return tree;
  }
}
