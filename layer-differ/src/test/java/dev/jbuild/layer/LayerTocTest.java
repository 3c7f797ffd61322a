// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LayerTocTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyEntryIsFoundAndAmongTheChildrenOfItsDirectory(int seed) throws IOException {
    LayerToc toc = Layers.write(Layers.randomTree(new Random(seed), 300)).written().toc();
    int children = 0;
    for (Entry entry : toc.entries()) {
      assertThat(toc.find(entry.path())).contains(entry);
      assertThat(toc.find(FileNames.join(entry.path(), "absent"))).isEmpty();
      children += toc.children(entry.path()).size();
      if (!entry.path().isEmpty()) {
        assertThat(toc.children(FileNames.parentOf(entry.path()))).contains(entry);
      }
    }
    assertThat(children).isEqualTo(toc.size() - 1);
  }

  @Test
  void aFileReadsBackAsItWasWritten() throws IOException {
    LayerToc toc = Layers.write(Layers.randomTree(new Random(4), 100)).written().toc();
    Path file = temporary.resolve("toc");
    toc.write(file);
    assertThat(LayerToc.read(file)).isEqualTo(toc);
    assertThat(LayerToc.read(file).entries()).isEqualTo(toc.entries());
    assertThat(temporary.toFile().list()).containsExactly("toc");
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    byte[] bytes = LayerToc.of(List.of(Layers.file("a", "").entry())).toBytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 4;
      Path file = Files.write(temporary.resolve("toc"), damaged);
      assertThatThrownBy(() -> LayerToc.read(file))
          .isInstanceOf(LayerException.class)
          .hasMessageContaining("cannot read " + file)
          .hasMessageContaining("delete it");
    }
  }

  @Test
  void directoriesThatNobodyListedAreImplied() {
    LayerToc toc = LayerToc.of(List.of(Layers.file("a/b/c", "").entry()));
    assertThat(toc.entries()).extracting(Entry::path).containsExactly("", "a", "a/b", "a/b/c");
    assertThat(toc.find("a/b").map(Entry::implied)).isEqualTo(Optional.of(true));
  }
}
