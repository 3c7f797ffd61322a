// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StorageTest {
  private static final BuildProgress SILENT = event -> {};

  @TempDir Path directory;
  private Path context;
  private Path root;
  private Storage storage;

  @BeforeEach
  void makeContext() throws IOException {
    context = Files.createDirectory(directory.resolve("context"));
    root = directory.resolve("root");
    storage = new Storage(root);
  }

  /** An image of one layer, which has {@code text} in a file. */
  private BuildResult build(String name, String text) throws IOException {
    Files.writeString(context.resolve("file"), text);
    Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY file /\n");
    return new ImageBuilder().build(Requests.of(root, context, List.of(name)), SILENT);
  }

  private Images images() {
    return new Images(root, RegistryAccess.DEFAULT);
  }

  private BlobStore blobs() {
    return new ImageLayout(root.resolve("store")).blobs();
  }

  private long countBlobs() throws IOException {
    try (var files = Files.list(blobs().directory())) {
      return files.count();
    }
  }

  private void age(Path folder, Duration age) throws IOException {
    try (var files = Files.list(root.resolve(folder))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
      }
    }
  }

  @Test
  void pruneRemovesTheCacheAndKeepsImages() throws IOException {
    build("a:1", "old");
    BuildResult kept = build("a:1", "new");
    assertThat(countBlobs()).isEqualTo(6);

    assertThat(root.resolve("parts")).isNotEmptyDirectory();

    PruneResult result = storage.prune(PruneOptions.ALL, SILENT);

    assertThat(root.resolve("parts")).isEmptyDirectory();
    assertThat(result.blobs()).isEqualTo(3);
    assertThat(result.steps()).isPositive();
    assertThat(result.freedBytes()).isPositive();
    assertThat(countBlobs()).isEqualTo(3);
    assertThat(images().list())
        .extracting(Images.Summary::digest)
        .containsExactly(kept.manifest().digest());
    assertThat(storage.check(false, SILENT)).isEmpty();
  }

  @Test
  void whatWasUsedLatelyStays() throws IOException {
    build("a:1", "first");
    age(Path.of("cache"), Duration.ofDays(3));
    build("a:1", "second");
    PruneOptions twoDays =
        new PruneOptions(Optional.of(Duration.ofDays(2)), OptionalLong.empty(), false);

    PruneResult result = storage.prune(twoDays, SILENT);

    assertThat(result.steps()).isPositive();
    assertThat(result.blobs()).isPositive();
    assertThat(storage.prune(twoDays, SILENT).isEmpty()).isTrue();
    assertThat(storage.usage().cache().count()).isPositive();
  }

  @Test
  void aHitCountsAsUse() throws IOException {
    build("a:1", "same");
    age(Path.of("cache"), Duration.ofDays(3));
    build("a:1", "same");

    PruneResult result =
        storage.prune(
            new PruneOptions(Optional.of(Duration.ofDays(2)), OptionalLong.empty(), false), SILENT);

    assertThat(storage.usage().cache().count()).isPositive();
    assertThat(result.blobs()).isZero();
  }

  @Test
  void theLeastRecentlyUsedGoesBeyondASize() throws IOException {
    build("a:1", "x".repeat(100));
    age(Path.of("cache"), Duration.ofDays(3));
    build("b:1", "y");
    images().remove("a:1");
    images().remove("b:1");
    // Their manifests and configs are garbage now.
    assertThat(storage.prune(keeping(1L << 40), SILENT).blobs()).isEqualTo(4);
    long all = storage.usage().total().sizeBytes();

    PruneResult result = storage.prune(keeping(all - 1), SILENT);

    assertThat(result.steps()).isPositive();
    assertThat(storage.usage().total().sizeBytes()).isLessThan(all);
    assertThat(storage.usage().cache().count()).isPositive();
  }

  private static PruneOptions keeping(long bytes) {
    return new PruneOptions(Optional.empty(), OptionalLong.of(bytes), false);
  }

  @Test
  void collectingWaitsForNobodyAndIsDoneNowAndThen() throws IOException {
    assertThat(storage.collect(OptionalLong.empty())).isEmpty();
    build("a:1", "1");

    assertThat(storage.collect(OptionalLong.empty())).isPresent();
    assertThat(storage.collect(OptionalLong.empty())).isEmpty();
    assertThat(storage.collect(OptionalLong.of(0))).isPresent();
  }

  @Test
  void damageIsFoundAndRepaired() throws IOException {
    BuildResult good = build("good:1", "good");
    BuildResult bad = build("bad:1", "bad");
    Digest config = bad.imageId();
    Files.write(blobs().path(config), new byte[0]);
    Path record = root.resolve("cache").resolve("0".repeat(64));
    Files.writeString(record, "{\"created\":", StandardCharsets.UTF_8);

    List<String> paths = new ArrayList<>();
    storage.check(false, SILENT).forEach(problem -> paths.add(problem.path()));
    assertThat(paths)
        .containsExactlyInAnyOrder(
            "store/blobs/sha256/" + config.hex(),
            "image docker.io/library/bad:1",
            "cache/" + record.getFileName());
    assertThat(storage.check(true, SILENT)).allMatch(StorageProblem::repaired).hasSize(3);

    assertThat(storage.check(false, SILENT)).isEmpty();
    assertThat(images().list())
        .extracting(Images.Summary::digest)
        .containsExactly(good.manifest().digest());
    Descriptor again = build("bad:1", "bad").manifest();
    assertThat(again.digest()).isEqualTo(bad.manifest().digest());
  }
}
