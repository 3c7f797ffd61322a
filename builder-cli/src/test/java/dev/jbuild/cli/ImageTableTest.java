// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.Images;
import dev.jbuild.oci.Digest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ImageTableTest {
  private static final Instant NOW = Instant.parse("2026-01-03T12:00:00Z");
  private static final List<Images.Summary> IMAGES =
      List.of(
          image("docker.io/library/app:1", Optional.of("2026-01-03T11:00:01Z"), 1_234_567),
          image("docker.io/me/app:2", Optional.of("2026-01-03T09:00:00Z"), 12),
          image("127.0.0.1:5000/a/b:latest", Optional.of("2025-12-01T00:00:00Z"), 999_999_999),
          image("example.com/a@sha256:" + "c".repeat(64), Optional.empty(), 0));

  private static Images.Summary image(String name, Optional<String> created, long size) {
    return new Images.Summary(
        name,
        new Digest("a".repeat(64)),
        new Digest("b".repeat(64)),
        created.map(Instant::parse),
        size);
  }

  @Test
  void showsShortNamesInColumns() {
    assertThat(ImageTable.render(IMAGES, InstantSource.fixed(NOW)))
        .isEqualTo(
            """
            NAME                 TAG      DIGEST         IMAGE ID       CREATED          SIZE
            app                  1        aaaaaaaaaaaa   bbbbbbbbbbbb   59 minutes ago   1.2 MB
            me/app               2        aaaaaaaaaaaa   bbbbbbbbbbbb   3 hours ago      12 B
            127.0.0.1:5000/a/b   latest   aaaaaaaaaaaa   bbbbbbbbbbbb   33 days ago      999.9 MB
            example.com/a        -        aaaaaaaaaaaa   bbbbbbbbbbbb   -                0 B
            """);
  }

  @Test
  void showsOnlyTheHeadOfAnEmptyList() {
    assertThat(ImageTable.render(List.of(), InstantSource.fixed(NOW)))
        .isEqualTo("NAME   TAG   DIGEST   IMAGE ID   CREATED   SIZE\n");
  }

  @Test
  void writesFullNamesAsJson() {
    assertThat(ImageCommands.json(IMAGES.subList(0, 1)).toString())
        .isEqualTo(
            "[{\"name\":\"docker.io/library/app:1\",\"digest\":\"sha256:"
                + "a".repeat(64)
                + "\",\"id\":\"sha256:"
                + "b".repeat(64)
                + "\",\"created\":\"2026-01-03T11:00:01Z\",\"size\":1234567}]");
  }
}
