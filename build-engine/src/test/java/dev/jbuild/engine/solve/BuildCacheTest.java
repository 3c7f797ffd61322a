// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuildCacheTest {
  private static final Digest KEY = Digest.ofData(new byte[] {1});
  private static final Instant CREATED = Instant.parse("2024-05-06T07:08:09Z");

  @TempDir Path directory;

  private static Descriptor blob(String text, String mediaType) {
    return Descriptor.ofData(mediaType, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void findsWhatWasPut() throws IOException {
    StepRecord record =
        new StepRecord(
            CREATED,
            CREATED.plusSeconds(3),
            Optional.of(Digest.ofData(new byte[] {2})),
            Map.of(
                Compression.ZSTD, blob("z", MediaType.ociLayer(Compression.ZSTD)),
                Compression.GZIP, blob("g", MediaType.ociLayer(Compression.GZIP))));
    BuildCache cache = new BuildCache(new KeyedFiles(directory.resolve("cache")));

    cache.put(KEY, record);

    assertThat(cache.find(KEY)).contains(record);
    assertThat(cache.find(Digest.ofData(new byte[] {9}))).isEmpty();
  }

  @Test
  void stepsWithoutALayerAreRecordedToo() throws IOException {
    BuildCache cache = new BuildCache(new KeyedFiles(directory));

    cache.put(KEY, StepRecord.withoutLayer(CREATED, CREATED));

    assertThat(cache.find(KEY)).contains(StepRecord.withoutLayer(CREATED, CREATED));
  }

  @Test
  void aLaterRecordReplacesAnEarlierOneAndLeavesNothingBehind() throws IOException {
    BuildCache cache = new BuildCache(new KeyedFiles(directory));

    cache.put(KEY, StepRecord.withoutLayer(CREATED, CREATED));
    cache.put(KEY, StepRecord.withoutLayer(CREATED, CREATED.plusSeconds(1)));

    assertThat(cache.find(KEY)).contains(StepRecord.withoutLayer(CREATED, CREATED.plusSeconds(1)));
    assertThat(directory).isDirectoryContaining(p -> p.endsWith(KEY.hex()));
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"created\": \"yesterday\"}",
        "{\"created\": \"2024-05-06T07:08:09Z\"}",
        "{\"created\": 5}",
        "{\"created\": \"2024-05-06T07:08:09Z\", \"recorded\": \"2024-05-06T07:08:09Z\", \"diffId\": \"sha256:12\"}",
        "{\"created\": \"2024-05-06T07:08:09Z\", \"recorded\": \"2024-05-06T07:08:09Z\", \"diffId\": 7}",
        "{\"created\": \"2024-05-06T07:08:09Z\", \"recorded\": \"2024-05-06T07:08:09Z\", \"blobs\": {\"lzw\": {}}}",
        "{\"created\": \"2024-05-06T07:08:09Z\", \"recorded\": \"2024-05-06T07:08:09Z\", \"blobs\": {\"gzip\": {}}}",
        "{\"created\": \"2024-05-06T07:08:09Z\", \"recorded\": \"2024-05-06T07:08:09Z\", \"blobs\": {\"gzip\": 1}}"
      })
  void aDamagedRecordIsNone(String text) throws IOException {
    Files.writeString(directory.resolve(KEY.hex()), text);

    assertThat(new BuildCache(new KeyedFiles(directory)).find(KEY)).isEmpty();
  }
}
