// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.layer.LayerWriter;
import dev.jbuild.oci.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** ADD of archives that are in the context. */
final class AddArchiveTest {
  private static final String[] UNPACKED = {
    "opt/ 755 0:0", "opt/d/ 750 1:2", "opt/d/a 644 3:4 \"a\"", "opt/l 777 0:0 -> d/a"
  };

  @TempDir Path temporary;
  private CopyScene scene;

  @BeforeEach
  void makeContext() throws IOException {
    scene = new CopyScene(temporary).unpacking();
  }

  private enum Kind {
    PLAIN,
    GZIP,
    BZIP2,
    XZ,
    ZSTD;

    OutputStream open(OutputStream out) throws IOException {
      return switch (this) {
        case PLAIN -> out;
        case GZIP -> new GZIPOutputStream(out);
        case BZIP2 -> new BZip2CompressorOutputStream(out);
        case XZ -> new XZOutputStream(out, new LZMA2Options());
        case ZSTD -> new ZstdOutputStream(out);
      };
    }
  }

  private static Tar sample() throws IOException {
    return new Tar().directory("d/", 0750, 1, 2).file("d/a", "a", 3, 4).link("l", "d/a");
  }

  private void archive(String name, byte[] data) throws IOException {
    Files.write(scene.context().resolve(name), data);
  }

  private static byte[] compress(Kind kind, byte[] tar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = kind.open(bytes)) {
      out.write(tar);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void archivesOfAllCompressionsAreUnpackedWhateverTheirName(Kind kind) throws IOException {
    archive("data", compress(kind, sample().bytes()));

    assertThat(scene.copy("/data", "/opt")).containsExactly(UNPACKED);
  }

  @Test
  void linksOfTheArchiveAreFollowedButNeverOutOfWhereItIsUnpacked() throws IOException {
    archive(
        "a.tar",
        new Tar()
            .link("up", "../../..")
            .file("up/etc/file", "x", 0, 0)
            .link("loop", "loop2")
            .link("loop2", "here")
            .file("loop/y", "y", 0, 0)
            .bytes());

    assertThat(scene.copy("/a.tar", "/opt/in"))
        .contains("opt/in/etc/file 644 0:0 \"x\"", "opt/in/here/y 644 0:0 \"y\"");
  }

  @Test
  void anArchiveWhoseLinksTurnInCirclesIsAnError() throws IOException {
    archive("a.tar", new Tar().link("a", "b").link("b", "a").file("a/x", "x", 0, 0).bytes());

    assertThatThrownBy(() -> scene.copy("/a.tar", "/opt"))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("entry a/x of the archive has too many symbolic links on its way");
  }

  @Test
  void whatAnArchiveSaysOfItsRootIsIgnored() throws IOException {
    archive("a.tar", new Tar().file("./", "", 7, 7).file("x", "x", 0, 0).bytes());

    assertThat(scene.copy("/a.tar", "/")).containsExactly("x 644 0:0 \"x\"");
  }

  @Test
  void anArchiveThatIsCopiedIsNotUnpacked() throws IOException {
    archive("a.tar", sample().bytes());
    CopyScene copy = new CopyScene(Files.createDirectory(temporary.resolve("copy")));
    Files.copy(scene.context().resolve("a.tar"), copy.context().resolve("a.tar"));

    List<LayerItem> items = copy.items("/a.tar", "/opt");

    assertThat(items).hasSize(1);
    assertThat(items.get(0).entry().path()).isEqualTo("opt");
    assertThat(items.get(0).entry().sizeBytes()).isEqualTo(sample().bytes().length);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatHoldsNoTarIsCopiedAsAFile(Kind kind) throws IOException {
    archive("notes", compress(kind, "just text".getBytes(StandardCharsets.UTF_8)));

    List<LayerItem> items = scene.items("/notes", "/opt/");

    assertThat(items.get(1).entry().path()).isEqualTo("opt/notes");
  }

  @Test
  void emptyFilesAndEmptyTarsAreCopiedAsFiles() throws IOException {
    archive("nothing", new byte[0]);
    archive("zeros", new byte[1024]);
    archive("magic", new byte[] {0x1F, (byte) 0x8B});

    assertThat(scene.items("/nothing", "/zeros", "/magic", "/"))
        .extracting(item -> item.entry().path())
        .containsExactly("magic", "nothing", "zeros");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"GZIP", "XZ", "ZSTD"})
  void anArchiveThatIsCutOffIsAnError(Kind kind) throws IOException {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    byte[] whole = compress(kind, new Tar().file("a", noise).bytes());
    archive("cut", Arrays.copyOf(whole, whole.length - 1000));

    assertThatThrownBy(() -> scene.copy("/cut", "/opt"))
        .isInstanceOfSatisfying(
            BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DOCKERFILE))
        .hasMessageStartingWith("cannot unpack cut: the archive is damaged or truncated: ")
        .hasMessageNotContaining("null")
        .hasMessageEndingWith("; ADD --unpack=false copies it");
  }

  @Test
  void aTarThatIsCutOffIsAnError() throws IOException {
    byte[] whole = new Tar().file("a", new byte[5000]).bytes();
    archive("cut", Arrays.copyOf(whole, 3000));

    assertThatThrownBy(() -> scene.copy("/cut", "/opt"))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("cannot unpack cut: the archive is truncated");
  }

  @Test
  void chownChangesAllOwnersAndChmodNoModes() throws IOException {
    archive("data", sample().bytes());

    assertThat(scene.chown("8:9").chmod("0700").copy("/data", "/opt"))
        .containsExactly(
            "opt/ 700 8:9", "opt/d/ 750 8:9", "opt/d/a 644 8:9 \"a\"", "opt/l 777 8:9 -> d/a");
  }

  @Test
  void theListingMergesWithWhatIsThereAndReplacesWhatIsInTheWay() throws IOException {
    archive(
        "data",
        new Tar()
            .directory("./", 0700, 9, 9)
            .directory("both/", 0711, 1, 1)
            .file("both/new", "new", 0, 0)
            .file("dir", "now a file", 0, 0)
            .directory("file/", 0755, 0, 0)
            .directory("linked/", 0755, 0, 0)
            .bytes());
    scene.onto(
        new ImageTree()
            .directory("opt", 0755, 5, 5)
            .directory("opt/both")
            .file("opt/both/old", "old")
            .directory("opt/dir")
            .file("opt/dir/gone", "gone")
            .file("opt/file", "now a directory")
            .directory("etc")
            .link("opt/linked", "/etc"));

    assertThat(scene.copy("/data", "/opt"))
        .containsExactly(
            "opt/ 755 5:5",
            "opt/both/ 711 1:1",
            "opt/both/new 644 0:0 \"new\"",
            "opt/dir 644 0:0 \"now a file\"",
            "opt/file/ 755 0:0",
            "opt/linked/ 755 0:0");
  }

  @Test
  void entriesBelowALinkOfTheImageFollowIt() throws IOException {
    archive("data", new Tar().file("lib/x.so", "x", 0, 0).bytes());
    scene.onto(new ImageTree().directory("usr").directory("usr/lib").link("lib", "usr/lib"));

    assertThat(scene.copy("/data", "/"))
        .containsExactly("usr/ 755 0:0", "usr/lib/ 755 0:0", "usr/lib/x.so 644 0:0 \"x\"");
  }

  @Test
  void aDirectoryThatWasReplacedInOneAddIsEmptyWhenItComesBack() throws IOException {
    archive("one", new Tar().file("dir", "file", 0, 0).bytes());
    archive("two", new Tar().directory("dir/", 0755, 0, 0).file("dir/x", "x", 0, 0).bytes());
    scene.onto(new ImageTree().directory("dir").file("dir/old", "old"));

    assertThat(scene.copy("/one", "/two", "/"))
        .containsExactly("dir/ 755 0:0 opaque", "dir/x 644 0:0 \"x\"");
  }

  @Test
  void whatIsThereAlreadyIsLeftOut() throws IOException {
    archive("data", new Tar().file("a", "a", 0, 0).file("b", "b", 0, 0).bytes());
    scene.onto(new ImageTree().file("a", "a"));

    assertThat(scene.copy("/data", "/")).containsExactly("b 644 0:0 \"b\"");
  }

  @Test
  void hardLinksNameFilesOfTheArchiveOrOfTheDestination() throws IOException {
    archive("data", new Tar().file("a", "a", 0, 0).hardLink("b", "a").hardLink("c", "old").bytes());
    scene.onto(new ImageTree().directory("opt").file("opt/old", "old"));

    assertThat(scene.copy("/data", "/opt"))
        .containsExactly(
            "opt/ 755 0:0",
            "opt/a 644 0:0 \"a\"",
            "opt/b 644 0:0 = opt/a",
            "opt/c 644 0:0 \"old\"");
  }

  @Test
  void devicesAndFifosAreKept() throws IOException {
    archive("data", new Tar().device("null", 1, 3).fifo("pipe").bytes());

    assertThat(scene.copy("/data", "/dev"))
        .containsExactly(
            "dev/ 755 0:0", "dev/null 644 0:0 CHARACTER_DEVICE 1:3", "dev/pipe 644 0:0 FIFO");
  }

  @Test
  void absoluteNamesStayInTheDestination() throws IOException {
    archive("data", new Tar().file("/etc/x", "x", 0, 0).bytes());

    assertThat(scene.copy("/data", "/opt"))
        .containsExactly("opt/ 755 0:0", "opt/etc/ 755 0:0", "opt/etc/x 644 0:0 \"x\"");
  }

  @Test
  void namesThatLeaveTheDestinationAreRefused() throws IOException {
    archive("data", new Tar().file("../x", "x", 0, 0).bytes());

    assertThatThrownBy(() -> scene.copy("/data", "/opt"))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith(
            "cannot unpack data: entry ../x of the archive has \"..\" in its name");
  }

  @Test
  void whiteoutNamesAreRefused() throws IOException {
    archive("data", new Tar().file("d/.wh.x", "", 0, 0).bytes());

    assertThatThrownBy(() -> scene.copy("/data", "/opt"))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("cannot unpack data: d/.wh.x cannot be in a layer");
  }

  @Test
  void whatIsUnpackedCanBeWrittenAsALayer() throws IOException {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    archive("data", sample().file("big", noise).hardLink("again", "big").bytes());

    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    LayerWriter writer = new LayerWriter(LayerOptions.of(Compression.NONE));

    assertThat(writer.write(scene.items("/data", "/opt"), layer).toc().entries())
        .extracting(entry -> entry.path() + " " + entry.sizeBytes())
        .containsExactly(
            " 0", "opt 0", "opt/again 300000", "opt/big 300000", "opt/d 0", "opt/d/a 1", "opt/l 0");
  }
}
