// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.registry.RegistryException;
import dev.jbuild.registry.RegistryOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Publisher}, and {@link BlobFetcher}, which gets it what it pushes. */
final class PublisherTest {
  private static final byte[] LAYER = "a layer".getBytes(StandardCharsets.UTF_8);
  private static final Descriptor BLOB =
      Descriptor.ofData(MediaType.ociLayer(Compression.GZIP), LAYER);
  private static final LayerBlob LAYER_BLOB = new LayerBlob(Digest.ofData(new byte[] {1}), BLOB);

  @TempDir Path temporary;
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  private SmallRegistry registry;
  private RegistryClient client;
  private StorageRoot root;
  private BlobOrigins origins;
  private BlobFetcher fetcher;

  @BeforeEach
  void open() throws IOException {
    registry = new SmallRegistry();
    client = new RegistryClient(RegistryOptions.defaults());
    root = new StorageRoot(temporary);
    origins = new BlobOrigins(root.origins());
    fetcher =
        new BlobFetcher(
            root.store().blobs(), origins, () -> client, r -> new Thread(r).start(), root.locks());
  }

  @AfterEach
  void close() {
    executor.shutdownNow();
    client.close();
    registry.close();
  }

  private Publisher publisher(Reference... destinations) {
    return new Publisher(
        new Publisher.Destinations(List.of(destinations), false),
        () -> client,
        fetcher,
        executor,
        events::add);
  }

  private static ImageAssembler.Assembled image() {
    return ImageAssembler.assemble(
        new ImageAssembler.Parts(
            Platform.LINUX_AMD64,
            Optional.empty(),
            Optional.empty(),
            ContainerConfig.EMPTY,
            List.of(),
            List.of(LAYER_BLOB),
            Map.of()));
  }

  @Test
  void blobsArePushedBeforeTheManifestThatNamesThem() throws IOException {
    root.store().blobs().put(LAYER);
    Publisher publisher = publisher(registry.reference("app:1"));

    publisher.start(BLOB);
    root.store().blobs().put(image().config().data());
    publisher.finish(image(), List.of(LAYER_BLOB));

    assertThat(registry.get("app/manifests/1")).contains(image().manifest().data());
    assertThat(registry.get("app/blobs/" + BLOB.digest())).contains(LAYER);
    assertThat(registry.get("app/blobs/" + image().config().descriptor().digest())).isPresent();
    assertThat(registry.requests()).last().isEqualTo("PUT app/manifests/1");
  }

  @Test
  void aBlobGoesToEachRepositoryOnceHoweverManyTagsAreInIt() throws IOException {
    root.store().blobs().put(LAYER);
    root.store().blobs().put(image().config().data());
    Publisher publisher =
        publisher(
            registry.reference("app:1"), registry.reference("app:2"), registry.reference("copy:1"));

    publisher.start(BLOB);
    publisher.start(BLOB);
    publisher.finish(image(), List.of(LAYER_BLOB));

    assertThat(registry.requests()).filteredOn(r -> r.startsWith("POST")).hasSize(4);
    assertThat(registry.get("app/manifests/2")).isPresent();
    assertThat(registry.get("copy/manifests/1")).isPresent();
  }

  @Test
  void anImageThatIsThereAlreadyCostsOneRequest() throws IOException {
    root.store().blobs().put(LAYER);
    root.store().blobs().put(image().config().data());
    publisher(registry.reference("app:1")).finish(image(), List.of(LAYER_BLOB));
    registry.requests().clear();

    publisher(registry.reference("app:1")).finish(image(), List.of(LAYER_BLOB));

    assertThat(registry.requests()).containsExactly("HEAD app/manifests/1");
  }

  @Test
  void aLayerOfTheSameRegistryIsMountedWithoutBeingFetched() throws IOException {
    registry.putBlob("base", LAYER);
    origins.put(BLOB.digest(), registry.reference("base:1"));
    root.store().blobs().put(image().config().data());

    publisher(registry.reference("app:1")).finish(image(), List.of(LAYER_BLOB));

    assertThat(registry.get("app/blobs/" + BLOB.digest())).contains(LAYER);
    assertThat(root.store().blobs().contains(BLOB.digest())).isFalse();
  }

  @Test
  void otherRepositoriesOfARegistryMountWhatTheFirstGot() throws IOException {
    root.store().blobs().put(LAYER);
    root.store().blobs().put(image().config().data());

    publisher(registry.reference("app:1"), registry.reference("copy:1"))
        .finish(image(), List.of(LAYER_BLOB));

    assertThat(registry.get("copy/blobs/" + BLOB.digest())).contains(LAYER);
    assertThat(registry.requests())
        .filteredOn(r -> r.startsWith("PUT") && r.contains("/blobs/"))
        .hasSize(2);
  }

  @Test
  void aPushByDigestLeavesTheTagAlone() throws IOException {
    root.store().blobs().put(LAYER);
    root.store().blobs().put(image().config().data());
    Publisher publisher =
        new Publisher(
            new Publisher.Destinations(List.of(registry.reference("app:1")), true),
            () -> client,
            fetcher,
            executor,
            events::add);

    publisher.finish(image(), List.of(LAYER_BLOB));

    Digest digest = image().manifest().descriptor().digest();
    assertThat(registry.get("app/manifests/" + digest)).isPresent();
    assertThat(registry.get("app/manifests/1")).isEmpty();
    assertThat(events)
        .containsExactly(
            new BuildEvent.Pushed(
                registry.reference("app").name() + "@" + digest, digest, Optional.empty()));
  }

  @Test
  void aDestinationThatRefusesDoesNotHinderTheOthers() throws IOException {
    root.store().blobs().put(LAYER);
    root.store().blobs().put(image().config().data());
    registry.refuse("no/");
    Publisher publisher = publisher(registry.reference("no:1"), registry.reference("app:1"));

    assertThatThrownBy(() -> publisher.finish(image(), List.of(LAYER_BLOB)))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("/v2/no/");

    assertThat(registry.get("app/manifests/1")).isPresent();
    assertThat(events).hasSize(2);
    assertThat(((BuildEvent.Pushed) events.get(0)).failure()).isPresent();
    assertThat(((BuildEvent.Pushed) events.get(1)).failure()).isEmpty();
  }

  @Test
  void theRightToPushIsTriedWithoutLeavingAnything() throws Exception {
    publisher(registry.reference("app:1")).check().get();

    assertThat(registry.requests())
        .containsExactly("POST app/blobs/uploads/", "DELETE app/blobs/uploads/1");
    registry.refuse("app/");
    assertThatThrownBy(() -> publisher(registry.reference("app:1")).check().get())
        .hasRootCauseInstanceOf(RegistryException.class);
  }

  @Test
  void aFailureInTheBackgroundIsToldInTheEnd() throws IOException {
    root.store().blobs().put(image().config().data());
    Publisher publisher = publisher(registry.reference("app:1"));

    publisher.start(BLOB);

    assertThatThrownBy(() -> publisher.finish(image(), List.of(LAYER_BLOB)))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("no repository is known that has it");
    assertThat(registry.get("app/manifests/1")).isEmpty();
  }

  @Test
  void blobsAreFetchedFromWhereTheyWereSeenAndOnlyOnce() throws IOException {
    registry.putBlob("base", LAYER);
    origins.put(BLOB.digest(), registry.reference("base:1"));

    Path file = fetcher.fetch(BLOB);

    assertThat(Files.readAllBytes(file)).isEqualTo(LAYER);
    assertThat(fetcher.fetch(BLOB)).isEqualTo(file);
    assertThat(registry.requests()).containsExactly("GET base/blobs/" + BLOB.digest());
    assertThat(fetcher.isAvailable(BLOB.digest())).isTrue();
  }

  @Test
  void aBlobThatNobodyHasIsAnErrorOfTheHost() throws IOException {
    assertThat(fetcher.isAvailable(BLOB.digest())).isFalse();
    assertThatThrownBy(() -> fetcher.fetch(BLOB))
        .isInstanceOfSatisfying(
            BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.HOST));
  }

  @Test
  void aBlobThatIsNotWhatItsDigestSaysIsNeverInTheStore() throws IOException {
    byte[] other = "another".getBytes(StandardCharsets.UTF_8);
    try (SmallRegistry liar = new SmallRegistry()) {
      liar.putBlobAs("base", BLOB.digest(), other);
      origins.put(BLOB.digest(), liar.reference("base:1"));

      assertThatThrownBy(() -> fetcher.fetch(BLOB))
          .isInstanceOfAny(RegistryException.class, OciException.class)
          .hasMessageContaining(BLOB.digest().toString());
    }
    assertThat(root.store().blobs().contains(BLOB.digest())).isFalse();
    try (var files = Files.walk(temporary.resolve("store"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }
}
