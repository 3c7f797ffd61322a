// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.CacheLocation;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.CacheTarget;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.registry.RegistryOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records sent to and found in caches outside the storage root. */
final class SharedCachesTest {
  private static final Digest KEY = Digest.ofData(new byte[] {1});
  private static final Digest OTHER_KEY = Digest.ofData(new byte[] {2});
  private static final byte[] LAYER = "a layer".getBytes(StandardCharsets.UTF_8);
  private static final LayerBlob BLOB =
      new LayerBlob(
          Digest.ofData(new byte[] {3}),
          Descriptor.ofData(MediaType.ociLayer(Compression.ZSTD), LAYER));
  private static final StepRecord RECORD =
      new StepRecord(
          Instant.parse("2024-05-06T07:08:09Z"),
          Instant.parse("2024-05-07T07:08:09Z"),
          Optional.of(BLOB.diffId()),
          Map.of(Compression.ZSTD, BLOB.descriptor()));

  @TempDir Path temporary;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Queue<BuildEvent> events = new ConcurrentLinkedQueue<>();
  private final RegistryClient client = new RegistryClient(RegistryOptions.defaults());
  private SmallRegistry registry;
  private Step step;

  @BeforeEach
  void open() throws IOException {
    registry = new SmallRegistry();
    step =
        new Step.Workdir(
            new Step.Origin(Source.of("Dockerfile", "WORKDIR /a").span(0, 10), "[1/1] x", "x"),
            "/a",
            "");
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    client.close();
    registry.close();
  }

  private CacheLocation inRegistry(String name) {
    return new CacheLocation.Registry(registry.reference("x").registryHost() + "/" + name);
  }

  private SharedCaches open(String root, CacheOptions options) throws IOException {
    StorageRoot storage = new StorageRoot(temporary.resolve(root));
    storage.store().blobs().put(LAYER);
    BlobOrigins origins = new BlobOrigins(storage.origins());
    BlobFetcher fetcher =
        new BlobFetcher(storage.store().blobs(), origins, () -> client, threads, storage.locks());
    Publisher publisher =
        new Publisher(Publisher.Destinations.NONE, () -> client, fetcher, threads, event -> {});
    SharedCaches.Means means =
        new SharedCaches.Means(
            () -> client, origins, fetcher, publisher, threads, threads, events::add);
    return SharedCaches.open(options, means, Set.of(), Platform.LINUX_AMD64);
  }

  private void send(CacheLocation location) throws IOException {
    CacheExports exports = open("sender", to(location, false)).exports();
    exports.send(step, RECORD, Optional.of(BLOB), Optional.empty(), List.of(KEY, OTHER_KEY));
    exports.finish();
  }

  private static CacheOptions to(CacheLocation location, boolean imageOnly) {
    return new CacheOptions(
        false,
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(new CacheTarget(location, imageOnly, Optional.empty())),
        false,
        false);
  }

  private Optional<StepRecord> ask(Digest key, CacheLocation... from) throws IOException {
    CacheOptions options =
        new CacheOptions(
            false, List.of(), Optional.empty(), List.of(from), List.of(), false, false);
    return Futures.await(open("asker", options).imports().ask(key));
  }

  @Test
  void aRecordIsFoundUnderEachOfItsKeysInARegistry() throws IOException {
    send(inRegistry("cache:mine"));

    assertThat(ask(KEY, inRegistry("cache:mine"))).contains(RECORD);
    assertThat(ask(OTHER_KEY, inRegistry("other"), inRegistry("cache:mine"))).contains(RECORD);
    assertThat(ask(KEY, inRegistry("cache"))).isEmpty();
    assertThat(registry.get("cache/manifests/mine-" + KEY.hex())).isPresent();
    assertThat(registry.get("cache/blobs/" + BLOB.descriptor().digest())).contains(LAYER);
    assertThat(
            new BlobOrigins(new StorageRoot(temporary.resolve("asker")).origins())
                .find(BLOB.descriptor().digest())
                .map(Reference::name))
        .contains(registry.reference("cache").name());
  }

  @Test
  void aRecordIsFoundInADirectory() throws IOException {
    CacheLocation layout = new CacheLocation.Layout(temporary.resolve("layout"));
    send(layout);

    assertThat(ask(KEY, layout)).contains(RECORD);
    assertThat(ask(BLOB.diffId(), layout)).isEmpty();
    assertThat(ask(KEY, new CacheLocation.Layout(temporary.resolve("none")))).isEmpty();
  }

  @Test
  void aRecordThatIsThereIsNotSentAgain() throws IOException {
    send(inRegistry("cache"));
    registry.requests().clear();
    CacheExports exports = open("sender", to(inRegistry("cache"), false)).exports();
    exports.sendIfMissing(
        step, RECORD, Optional.of(BLOB), Optional.empty(), List.of(KEY, OTHER_KEY));
    exports.finish();

    assertThat(registry.requests()).containsExactly("HEAD cache/manifests/cache-" + KEY.hex());
  }

  @Test
  void aCacheOfTheImageOnlyGetsNoOtherStep() throws IOException {
    CacheExports exports = open("sender", to(inRegistry("cache"), true)).exports();
    exports.send(step, RECORD, Optional.of(BLOB), Optional.empty(), List.of(KEY));
    exports.finish();

    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void whatIsNoRecordIsNotTakenForOne() throws IOException {
    send(inRegistry("cache"));
    byte[] record = registry.get("cache/manifests/cache-" + KEY.hex()).orElseThrow();
    String text = new String(record, StandardCharsets.UTF_8);

    assertThat(CacheRecordImage.read(record)).contains(RECORD);
    assertThat(CacheRecordImage.read(bytes(text.replace("2024", "year")))).isEmpty();
    assertThat(CacheRecordImage.read(bytes(text.replace("cache.diffid", "cache.other")))).isEmpty();
    assertThat(CacheRecordImage.read(bytes(text.replace("\"layers\"", "\"blobs\"")))).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aCacheThatCannotBeReachedIsToldOfOnceAndHoldsUpNothing() throws IOException {
    CacheLocation nobody = inRegistry("gone");
    registry.close();
    CacheOptions options =
        new CacheOptions(
            false,
            List.of(),
            Optional.empty(),
            List.of(nobody),
            List.of(new CacheTarget(nobody, false, Optional.empty())),
            false,
            false);
    SharedCaches caches = open("asker", options);

    assertThat(Futures.await(caches.imports().ask(KEY))).isEmpty();
    assertThat(Futures.await(caches.imports().ask(OTHER_KEY))).isEmpty();
    caches.exports().send(step, RECORD, Optional.of(BLOB), Optional.empty(), List.of(KEY));
    caches.exports().finish();

    assertThat(events).hasSize(1);
    assertThat(events.peek())
        .isInstanceOfSatisfying(
            BuildEvent.Warning.class,
            w ->
                assertThat(w.text())
                    .startsWith("going on without cache " + nobody.shown() + ", as it can't be"));
  }

  @Test
  void aReferenceThatIsNoneIsAnErrorOfTheCommandLine() {
    CacheLocation digest = new CacheLocation.Registry("a@" + KEY);

    assertThatThrownBy(() -> ask(KEY, digest))
        .isInstanceOf(BuildException.class)
        .hasMessage("cache reference a@" + KEY + ": a cache has no digest");
    assertThatThrownBy(() -> ask(KEY, new CacheLocation.Registry("a:" + "b".repeat(64))))
        .hasMessageContaining("has more than 63 letters");
    assertThatThrownBy(() -> ask(KEY, new CacheLocation.Registry("A//")))
        .hasMessageStartingWith("cache reference A//: ");
  }
}
