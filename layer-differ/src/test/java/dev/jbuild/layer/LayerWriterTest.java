// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LayerWriterTest {
  @TempDir Path temporary;

  @Test
  void theNumberOfWorkersDoesNotChangeTheBytes() throws IOException {
    Random random = new Random(7);
    List<LayerItem> items = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] data = new byte[9_000_000 + i];
      for (int j = 0; j < data.length; j++) {
        data[j] = (byte) ((random.nextInt() & 7) * (j >> 12));
      }
      items.add(
          new LayerItem(
              Entry.file("f" + i, Attributes.ofMode(0644), data.length), DataSource.of(data)));
    }
    LayerOptions options = LayerOptions.of(Compression.ZSTD);
    byte[] one = Layers.write(items, options.withWorkers(1)).bytes();
    assertThat(Layers.write(items, options.withWorkers(2)).bytes()).isEqualTo(one);
    assertThat(Layers.write(items, options.withWorkers(4)).bytes()).isEqualTo(one);
    assertThat(Layers.write(List.of(), options.withWorkers(1)).bytes())
        .isEqualTo(Layers.write(List.of(), options.withWorkers(4)).bytes());
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void theDiffIdIsOfTheTarWhateverTheCompression(Compression compression) throws IOException {
    List<LayerItem> items = Layers.randomTree(new Random(5), 40);
    Layers.Blob blob = Layers.write(items, LayerOptions.of(compression));
    try (InputStream tar = Decompressor.open(new ByteArrayInputStream(blob.bytes()))) {
      byte[] bytes = tar.readAllBytes();
      assertThat(Digest.ofData(bytes)).isEqualTo(blob.written().diffId());
      assertThat(blob.written().tarSizeBytes()).isEqualTo(bytes.length);
      assertThat(bytes).isEqualTo(Layers.write(items).bytes());
    }
    ReadLayer read =
        new LayerReader(LowerLookup.none())
            .readToc(new ByteArrayInputStream(blob.bytes()), compression);
    assertThat(read.toc()).isEqualTo(blob.written().toc());
    assertThat(Layers.write(items, LayerOptions.of(compression)).bytes()).isEqualTo(blob.bytes());
  }

  @Test
  void laterMtimesAreSetToTheLatest() throws IOException {
    List<LayerItem> items =
        List.of(item("early", 5), item("late", 2_000_000_000), item("negative", -5));
    LayerOptions options = LayerOptions.of(Compression.NONE).withLatestMtime(1_000);
    assertThat(Layers.write(items, options).toc().toc().entries())
        .extracting(entry -> entry.attributes().mtime())
        .containsExactly(0L, 5L, 1_000L, -5L);
  }

  private static LayerItem item(String path, long mtime) {
    return LayerItem.of(Entry.file(path, Attributes.ofMode(0644).withMtime(mtime), 0));
  }

  @Test
  void theOpaqueMarkerComesAfterItsDirectoryAndBeforeWhatIsInIt() throws Exception {
    List<LayerItem> items =
        List.of(
            LayerItem.of(Entry.directory("d", Attributes.ofMode(0755)).asOpaque()),
            Layers.file("d/!first", ""),
            LayerItem.of(Entry.whiteout("d/gone")),
            Layers.directory("d-not-in-it"));
    Layers.Blob blob = Layers.write(items);
    assertThat(names(blob))
        .containsExactly("d/", "d/.wh..wh..opq", "d/!first", "d/.wh.gone", "d-not-in-it/");
    assertThat(blob.toc().toc()).isEqualTo(blob.written().toc());
  }

  private static List<String> names(Layers.Blob blob) throws IOException {
    List<String> names = new ArrayList<>();
    TarReader reader = new TarReader(new TarInput(new ByteArrayInputStream(blob.bytes())));
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      names.add(next.get().name());
    }
    return names;
  }

  @Test
  void aHardLinkWhoseNameComesFirstGetsTheData() throws IOException {
    LayerItem file = Layers.file("z", "data");
    List<LayerItem> items =
        List.of(
            file,
            LayerItem.of(Entry.hardLink("a", file.entry())),
            LayerItem.of(Entry.hardLink("m", file.entry())));
    LayerToc toc = Layers.write(items).toc().toc();
    assertThat(toc.find("a")).get().extracting(Entry::type).isEqualTo(EntryType.FILE);
    assertThat(toc.find("m").orElseThrow().linkTarget()).contains("a");
    assertThat(toc.find("z").orElseThrow().linkTarget()).contains("a");
    assertThat(toc.find("z").orElseThrow().digest())
        .contains(Digest.ofData("data".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatCannotBeWrittenIsRefusedByName() {
    LayerItem shorter =
        new LayerItem(Entry.file("f", Attributes.ofMode(0644), 9), DataSource.of(new byte[4]));
    LayerItem longer =
        new LayerItem(Entry.file("f", Attributes.ofMode(0644), 2), DataSource.of(new byte[4]));
    Entry absent = Entry.file("absent", Attributes.ofMode(0644), 0);
    requireRefused(
        List.of(shorter), "f changed while it was read: expected 9 bytes, it has 4 bytes");
    requireRefused(List.of(longer), "f changed while it was read: expected 2 bytes, it has more");
    requireRefused(
        List.of(LayerItem.of(Entry.hardLink("l", absent))),
        "hard link l names absent, which is no file of the layer");
    requireRefused(
        List.of(Layers.file("a", ""), Layers.file("a", "")),
        "two entries for one path in a layer: a");
    requireRefused(
        List.of(Layers.file("a", ""), Layers.file("a/b", "")),
        "a/b is below a, which is not a directory");
    requireRefused(
        List.of(Layers.file("d/.wh.x", "")),
        "d/.wh.x cannot be in a layer, where names that begin with .wh. mean removed files; rename"
            + " it");
  }

  private static void requireRefused(List<LayerItem> items, String message) {
    assertThatThrownBy(() -> Layers.write(items))
        .isInstanceOf(LayerException.class)
        .hasMessage(message);
  }
}
