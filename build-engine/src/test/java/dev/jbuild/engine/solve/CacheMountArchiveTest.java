// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.CachedMounts;
import dev.jbuild.engine.SecretSource;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.layer.LayerWriter;
import dev.jbuild.layer.WrittenLayer;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheMountArchiveTest {
  private static final Digest MOUNT = Digest.ofData(new byte[] {1});

  @TempDir Path temporary;
  private final Instant longAgo = Instant.now().minus(Duration.ofHours(3));
  private final List<String> warnings = new ArrayList<>();
  private final Counting cache = new Counting();
  private Path directory;
  private WorkDirectory work;
  private CacheInLayout layout;

  /** Counts what is sent. */
  private final class Counting implements CacheRepository {
    private final List<Long> sent = new ArrayList<>();

    @Override
    public String shown() {
      return "counting";
    }

    @Override
    public Optional<byte[]> find(Digest key) throws IOException {
      return layout.find(key);
    }

    @Override
    public boolean has(Digest key) throws IOException {
      return layout.has(key);
    }

    @Override
    public void offer(Digest blob) {
      layout.offer(blob);
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
      return layout.open(blob);
    }

    @Override
    public CompletableFuture<Void> bring(Descriptor blob) {
      return layout.bring(blob);
    }

    @Override
    public void putBlob(Descriptor blob, BlobSource source) throws IOException {
      sent.add(blob.sizeBytes());
      layout.putBlob(blob, source);
    }

    @Override
    public void put(Digest key, Document manifest) throws IOException {
      layout.put(key, manifest);
    }
  }

  @BeforeEach
  void open() throws IOException {
    StorageRoot root = new StorageRoot(temporary.resolve("root"));
    work = WorkDirectory.create(root.work());
    directory = Files.createDirectory(temporary.resolve("mount"));
    BlobFetcher fetcher =
        new BlobFetcher(
            root.store().blobs(),
            new BlobOrigins(root.origins()),
            () -> {
              throw new AssertionError("no registry is needed");
            },
            Runnable::run,
            root.locks());
    layout = new CacheInLayout(temporary.resolve("cache"), fetcher, Runnable::run);
  }

  @AfterEach
  void close() throws IOException {
    work.close();
  }

  private CacheMountArchive archive(CachedMounts limits, Secrets secrets) throws IOException {
    return new CacheMountArchive(
        new SharedCaches.Mounts(
            List.of(cache), List.of(new CacheMountArchive.Target(cache, limits))),
        work,
        Ids.ofThisProcess(),
        Platform.LINUX_AMD64,
        secrets,
        new CacheWarnings(event -> {}),
        event -> {
          if (event instanceof BuildEvent.Warning warning) {
            warnings.add(warning.text());
          }
        });
  }

  private CacheMountArchive archive() throws IOException {
    return archive(CachedMounts.DEFAULT, new Secrets(Map.of(), Map.of()));
  }

  private Path file(String name, int bytes) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
    Files.setLastModifiedTime(file, FileTime.from(longAgo));
    return file;
  }

  @Test
  void bringsBackWhatWasSaved() throws IOException {
    file("a/b/file", 5);
    file("a/other", 3);
    Files.createSymbolicLink(directory.resolve("link"), Path.of("a/other"));
    Files.createLink(directory.resolve("a/again"), directory.resolve("a/other"));
    archive().save(MOUNT, "id", directory);

    Path restored = archive().restore(MOUNT, "id").orElseThrow();

    assertThat(restored.resolve("a/b/file")).hasBinaryContent(new byte[5]);
    assertThat(Files.readSymbolicLink(restored.resolve("link"))).hasToString("a/other");
    assertThat(Files.isSameFile(restored.resolve("a/again"), restored.resolve("a/other"))).isTrue();
    assertThat(Files.getLastModifiedTime(restored.resolve("a/b/file")).toInstant())
        .isEqualTo(longAgo.truncatedTo(ChronoUnit.SECONDS));
    assertThat(archive().restore(Digest.ofData(new byte[] {2}), "id")).isEmpty();
  }

  @Test
  void sendsOnlyTheChunksThatHaveChanged() throws IOException {
    for (int i = 0; i < 30; i++) {
      Files.write(file("f" + i, 1), bytes(i, 1 << 19));
      Files.setLastModifiedTime(directory.resolve("f" + i), FileTime.from(longAgo));
    }
    archive().save(MOUNT, "id", directory);
    int all = cache.sent.size();
    cache.sent.clear();
    archive().save(MOUNT, "id", directory);
    int unchanged = cache.sent.size();
    cache.sent.clear();
    Files.write(directory.resolve("f7"), bytes(77, 1 << 19));
    archive().save(MOUNT, "id", directory);

    assertThat(all).isGreaterThan(3);
    // The config.
    assertThat(unchanged).isEqualTo(1);
    assertThat(cache.sent).hasSizeLessThanOrEqualTo(3);
    Path restored = archive().restore(MOUNT, "id").orElseThrow();
    assertThat(restored.resolve("f7")).hasBinaryContent(bytes(77, 1 << 19));
    assertThat(restored.resolve("f8")).hasBinaryContent(bytes(8, 1 << 19));
  }

  private static byte[] bytes(int seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void keepsWhatWasUsedLast() throws IOException {
    Path old = file("old", 10);
    Path used = file("used", 10);
    file("young", 10);
    setAccess(old, longAgo);
    setAccess(used, Instant.now().minusSeconds(60));
    setAccess(directory.resolve("young"), Instant.now());

    archive(new CachedMounts(20, Duration.ofDays(1)), new Secrets(Map.of(), Map.of()))
        .save(MOUNT, "id", directory);
    assertThat(archive().restore(MOUNT, "id").orElseThrow())
        .isDirectoryNotContaining(p -> p.endsWith("old"))
        .isDirectoryContaining(p -> p.endsWith("used"))
        .isDirectoryContaining(p -> p.endsWith("young"));

    archive(new CachedMounts(100, Duration.ofSeconds(30)), new Secrets(Map.of(), Map.of()))
        .save(MOUNT, "id", directory);
    assertThat(archive().restore(MOUNT, "id").orElseThrow().toFile().list())
        .containsExactly("young");
  }

  private static void setAccess(Path file, Instant time) throws IOException {
    Files.getFileAttributeView(file, BasicFileAttributeView.class)
        .setTimes(null, FileTime.from(time), null);
  }

  @Test
  void filesWithSecretsStayHere() throws IOException {
    Secrets secrets =
        new Secrets(Map.of("s", new SecretSource.Variable("S")), Map.of("S", "s3cr3t-value\n"));
    assertThat(secrets.value("s")).isPresent();
    Files.writeString(directory.resolve("settings"), "<password>s3cr3t-value</password>");
    Files.writeString(directory.resolve("other"), "s3cr3t-valu");

    archive(CachedMounts.DEFAULT, secrets).save(MOUNT, "id", directory);

    assertThat(archive().restore(MOUNT, "id").orElseThrow().toFile().list())
        .containsExactly("other");
    assertThat(warnings)
        .containsExactly("file settings of cache mount id holds a secret and is not saved");
  }

  @Test
  void nothingIsWrittenThroughALinkOfAnotherChunk() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Attributes attributes = Attributes.ofMode(0755);
    LayerItem link = LayerItem.of(Entry.symlink("a", attributes, outside.toString()));
    LayerItem file = new LayerItem(Entry.file("a/x", attributes, 1), DataSource.of(new byte[] {1}));
    CacheMountImage.Chunk first = new CacheMountImage.Chunk(write(link), MOUNT, 0);
    CacheMountImage.Chunk second = new CacheMountImage.Chunk(write(file), MOUNT, 0);
    ImageAssembler.Assembled image =
        new CacheMountImage(longAgo, List.of(first, second)).write(Platform.LINUX_AMD64);
    layout.put(CacheMountArchive.tag(MOUNT), image.manifest());

    assertThat(archive().restore(MOUNT, "id")).isEmpty();
    assertThat(outside).isEmptyDirectory();
  }

  private LayerBlob write(LayerItem item) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WrittenLayer written =
        new LayerWriter(LayerOptions.of(Compression.ZSTD)).write(List.of(item), out);
    byte[] data = out.toByteArray();
    Descriptor blob = Descriptor.ofData(MediaType.ociLayer(Compression.ZSTD), data);
    layout.putBlob(blob, () -> new ByteArrayInputStream(data));
    return new LayerBlob(written.diffId(), blob);
  }

  @Test
  void secretsAreFoundWhereverTheyAre() throws IOException {
    SecretScan scan = SecretScan.of(bytes(" aabaaab \n")).orElseThrow();

    assertThat(scan.isIn(in("xaabaabaaabx"))).isTrue();
    assertThat(scan.isIn(in("aabaaab"))).isTrue();
    assertThat(scan.isIn(in("aabaaa"))).isFalse();
    assertThat(scan.isIn(in("x".repeat(70_000) + "aabaaab"))).isTrue();
    assertThat(SecretScan.of(bytes("12345"))).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(bytes(text));
  }
}
