// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of random trees; the seed is in the name of what fails. */
final class LayerRoundTripTest {
  @TempDir Path temporary;

  /** JUnit would warn of each link that leads out. */
  @AfterEach
  void deleteTrees() throws IOException {
    for (String name : List.of("tree", "a", "diff", "upper")) {
      Trees.delete(temporary.resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aLayerReadsBackAsItWasWritten(int seed) throws IOException {
    Layers.Blob blob = Layers.write(Layers.randomTree(new Random(seed), 60));
    ReadLayer read = blob.toc();
    assertThat(read.diffId()).isEqualTo(blob.written().diffId());
    assertThat(read.toc().entries()).isEqualTo(blob.written().toc().entries());
    assertThat(read.tarSizeBytes()).isEqualTo(blob.written().tarSizeBytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aTreeThatIsUnpackedAndScannedGivesTheSameLayer(int seed) throws IOException {
    Layers.Blob blob = Layers.write(Layers.randomTree(new Random(seed), 60));
    Path directory = temporary.resolve("tree");
    ReadLayer unpacked = blob.unpack(directory, Layers.owners());
    assertThat(unpacked.toc()).isEqualTo(blob.written().toc());
    List<LayerItem> scanned = TreeSource.items(directory, Layers.owners());
    if (Layers.isRoot()) {
      assertThat(Layers.write(scanned).written().toc().entries())
          .isEqualTo(blob.written().toc().entries());
      assertThat(Layers.write(scanned).bytes()).isEqualTo(blob.bytes());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anUnpackedTreeWithOneOwnerDiffersInNothingFromItself(int seed) throws IOException {
    Layers.Blob blob = Layers.write(Layers.randomTree(new Random(seed), 60));
    Path directory = temporary.resolve("tree");
    MergedView view = MergedView.of(List.of(blob.viewLayer(directory, Owners.SINGLE)));
    assertThat(Layers.entries(OverlayDiff.items(directory, view, Owners.SINGLE))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theOrderOfItemsMakesNoDifference(int seed) throws IOException {
    List<LayerItem> items = Layers.randomTree(new Random(seed), 60);
    byte[] bytes = Layers.write(items).bytes();
    List<LayerItem> shuffled = new ArrayList<>(items);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(Layers.write(shuffled).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void theDifferenceOfTwoTreesAppliedToTheFirstGivesTheSecond(int seed) throws IOException {
    Random random = new Random(seed);
    List<LayerItem> a = Layers.randomTree(random, 50);
    List<LayerItem> b = mutate(random, a);
    Layers.Blob blobA = Layers.write(a);
    Layers.Blob blobB = Layers.write(b);
    MergedView viewA =
        MergedView.of(List.of(blobA.viewLayer(temporary.resolve("a"), Layers.owners())));
    Path upper = temporary.resolve("upper");
    blobB.unpack(upper, Layers.owners());
    hideMissing(viewA, blobB.written().toc(), upper);

    Layers.Blob diff = Layers.write(OverlayDiff.items(upper, viewA, Layers.owners()));
    MergedView result = viewA.plus(diff.viewLayer(temporary.resolve("diff"), Layers.owners()));

    if (Layers.isRoot()) {
      assertThat(resolved(result)).isEqualTo(plain(blobB.written().toc()));
      requireMinimal(diff.written().toc(), viewA);
    }
    for (LayerItem item : result.flatten("")) {
      if (item.entry().type() == EntryType.FILE) {
        try (InputStream data = item.data().open()) {
          assertThat(data.readAllBytes().length).isEqualTo((int) item.entry().sizeBytes());
        }
      }
    }
  }

  /** Removes some entries with all below them, changes some, and adds what a random tree has. */
  private static List<LayerItem> mutate(Random random, List<LayerItem> a) {
    Map<String, LayerItem> b = new HashMap<>();
    a.forEach(item -> b.put(item.entry().path(), item));
    for (LayerItem item : Layers.randomTree(random, 15)) {
      b.put(item.entry().path(), item);
    }
    for (LayerItem item : a) {
      String path = item.entry().path();
      if (!path.isEmpty() && random.nextInt(8) == 0) {
        b.keySet().removeIf(other -> other.equals(path) || other.startsWith(path + "/"));
      } else if (random.nextInt(8) == 0 && item.entry().type() == EntryType.FILE) {
        Attributes changed = item.entry().attributes().withMode(0600);
        b.put(path, new LayerItem(item.entry().withAttributes(changed), item.data()));
      }
    }
    b.keySet().removeIf(path -> hasFileAbove(path, b));
    b.values()
        .removeIf(
            item ->
                item.entry().type() == EntryType.HARD_LINK
                    && !isFile(b.get(item.entry().linkTarget().orElseThrow())));
    return new ArrayList<>(b.values());
  }

  private static boolean isFile(LayerItem item) {
    return item != null && item.entry().type() == EntryType.FILE;
  }

  private static boolean hasFileAbove(String path, Map<String, LayerItem> items) {
    for (String at = path; !at.isEmpty(); ) {
      at = FileNames.parentOf(at);
      LayerItem above = items.get(at);
      if (above == null || !above.entry().isDirectory()) {
        return true;
      }
    }
    return false;
  }

  private static void hideMissing(MergedView view, LayerToc upper, Path directory)
      throws IOException {
    view.walk(
        "",
        entry -> {
          String path = entry.path();
          boolean parentThere =
              upper.find(FileNames.parentOf(path)).filter(Entry::isDirectory).isPresent();
          if (parentThere && upper.find(path).isEmpty()) {
            NativeFiles.makeWhiteout(FileNames.resolve(directory, path));
          }
        });
  }

  private static Map<String, Entry> resolved(MergedView view) throws IOException {
    Map<String, Entry> entries = new HashMap<>();
    view.walk("", entry -> entries.put(entry.path(), comparable(entry)));
    return entries;
  }

  private static Map<String, Entry> plain(LayerToc toc) {
    Map<String, Entry> entries = new HashMap<>();
    toc.entries().forEach(entry -> entries.put(entry.path(), comparable(entry)));
    return entries;
  }

  /** Making whiteouts touched the directories, and the root keeps the mtime that it had. */
  private static Entry comparable(Entry entry) {
    Entry file = entry.asFile();
    return file.isDirectory() ? file.withAttributes(file.attributes().withMtime(0)) : file;
  }

  private static void requireMinimal(LayerToc diff, MergedView below) {
    for (Entry entry : diff.entries()) {
      if (entry.isDirectory() || entry.type() == EntryType.HARD_LINK) {
        continue;
      }
      boolean linked =
          diff.entries().stream()
              .anyMatch(e -> e.linkTarget().filter(entry.path()::equals).isPresent());
      if (!linked) {
        assertThat(below.lookup(entry.path())).isNotEqualTo(Optional.of(entry));
      }
    }
  }
}
