// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageLayoutTest {
  private static final Descriptor ONE =
      Descriptor.of(MediaType.OCI_MANIFEST, Digest.ofData(new byte[] {1}), 1);
  private static final Descriptor TWO =
      Descriptor.of(MediaType.OCI_MANIFEST, Digest.ofData(new byte[] {2}), 2);

  @TempDir private Path root;

  @Test
  void aNameStandsForWhatItWasGivenLast() throws IOException {
    ImageLayout layout = new ImageLayout(root);

    layout.tag("a:1", ONE);
    layout.tag("a:1", TWO);
    layout.tag("b:1", ONE);

    assertThat(layout.find("a:1").map(Descriptor::digest)).contains(TWO.digest());
    assertThat(layout.find("b:1").map(Descriptor::digest)).contains(ONE.digest());
    assertThat(layout.index().manifests()).hasSize(2);
    assertThat(root.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  @Test
  void aNameCanBeTakenAway() throws IOException {
    ImageLayout layout = new ImageLayout(root);
    layout.tag("a:1", ONE);

    assertThat(layout.untag("a:1").map(Descriptor::digest)).contains(ONE.digest());
    assertThat(layout.untag("a:1")).isEmpty();
    assertThat(layout.find("a:1")).isEmpty();
  }

  @Test
  void manyThreadsLoseNoName() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String name = "n:" + i;
      done.add(
          threads.submit(
              () -> {
                new ImageLayout(root).tag(name, ONE);
                return name;
              }));
    }
    for (Future<?> future : done) {
      future.get();
    }
    threads.shutdown();

    assertThat(new ImageLayout(root).index().manifests()).hasSize(40);
    try (var files = Files.list(root)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("index.json", "index.lock", "oci-layout");
    }
  }
}
