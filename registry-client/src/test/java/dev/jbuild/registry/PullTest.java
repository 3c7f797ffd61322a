// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullTest {
  private static final byte[] DATA = "layer".repeat(50_000).getBytes(StandardCharsets.UTF_8);
  private static final byte[] MANIFEST = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);

  private InMemoryRegistry registry;
  private RegistryClient client;

  @BeforeEach
  void start() throws IOException {
    registry = new InMemoryRegistry();
    client = new RegistryClient(Impatient.OPTIONS.withCredentials(CredentialSource.none()));
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void tagIsResolvedByOneHead() {
    Descriptor manifest = registry.putManifest("app", "1", MediaType.OCI_MANIFEST, MANIFEST);

    assertThat(client.resolve(registry.reference("app:1"))).isEqualTo(manifest);
    assertThat(registry.requests()).containsExactly("HEAD /v2/app/manifests/1");
  }

  @Test
  void missingDigestHeaderIsMadeUpForByGet() {
    Descriptor manifest = registry.putManifest("app", "1", MediaType.OCI_MANIFEST, MANIFEST);
    registry.on(
        "HEAD",
        "/manifests/",
        e -> {
          e.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST);
          return InMemoryRegistry.reply(e, 200, MANIFEST);
        });

    assertThat(client.resolve(registry.reference("app:1"))).isEqualTo(manifest);
    assertThat(registry.requests())
        .containsExactly("HEAD /v2/app/manifests/1", "GET /v2/app/manifests/1");
  }

  @Test
  void refusedHeadIsMadeUpForByGet() {
    Descriptor manifest = registry.putManifest("app", "1", MediaType.DOCKER_MANIFEST, MANIFEST);
    registry.on("HEAD", "/manifests/", e -> InMemoryRegistry.reply(e, 405, ""));

    assertThat(client.resolve(registry.reference("app:1"))).isEqualTo(manifest);
  }

  @Test
  void unknownTagIsExplainedByTheRegistry() {
    assertThatThrownBy(() -> client.resolve(registry.reference("app:1")))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(RegistryException.Reason.NOT_FOUND);
              assertThat(e.status()).hasValue(404);
              assertThat(e.codes()).containsExactly("MANIFEST_UNKNOWN");
            })
        .hasMessage(
            "GET http://"
                + registry.host()
                + "/v2/app/manifests/1: the registry answered 404 Not Found, MANIFEST_UNKNOWN"
                + " (unknown to registry); there is no such tag or digest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MediaType.OCI_MANIFEST,
        MediaType.OCI_INDEX,
        MediaType.DOCKER_MANIFEST,
        MediaType.DOCKER_INDEX
      })
  void manifestsOfAllTypesAreFetchedByTagAndDigest(String mediaType) {
    Descriptor manifest = registry.putManifest("app", "1", mediaType, MANIFEST);
    Reference reference = registry.reference("app:1");

    PulledManifest byTag = client.manifest(reference);
    PulledManifest byDigest = client.manifest(reference.withDigest(manifest.digest()));

    assertThat(byTag.descriptor()).isEqualTo(manifest);
    assertThat(byDigest.descriptor()).isEqualTo(manifest);
    assertThat(byDigest.data()).isEqualTo(MANIFEST);
  }

  @Test
  void manifestOfAnotherDigestIsRefused() {
    Digest asked = Digest.ofData(DATA);
    registry.on(
        "GET",
        "/manifests/",
        e -> {
          e.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST);
          return InMemoryRegistry.reply(e, 200, MANIFEST);
        });

    assertThatThrownBy(() -> client.manifest(registry.reference("app@" + asked)))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "GET http://"
                + registry.host()
                + "/v2/app/manifests/"
                + asked
                + ": the manifest has digest "
                + Digest.ofData(MANIFEST)
                + " instead of "
                + asked);
  }

  @Test
  void manifestsOfOldTypesAreRefusedByName() {
    String old = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    registry.putManifest("app", "1", old, MANIFEST);

    assertThatThrownBy(() -> client.manifest(registry.reference("app:1")))
        .isInstanceOf(RegistryException.class)
        .hasMessageEndingWith(": manifests of type \"" + old + "\" are not supported");
  }

  @Test
  void typeStatedInTheContentCountsMoreThanTheHeader() {
    byte[] index =
        ("{\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[]}")
            .getBytes(StandardCharsets.UTF_8);
    registry.putManifest("app", "1", "application/json", index);

    assertThat(client.manifest(registry.reference("app:1")).descriptor().mediaType())
        .isEqualTo(MediaType.OCI_INDEX);
  }

  @Test
  void manifestOfThePlatformIsChosenFromAnIndex() {
    byte[] other = "{\"schemaVersion\":2,\"a\":1}".getBytes(StandardCharsets.UTF_8);
    Descriptor amd64 = registry.putManifest("app", "x", MediaType.OCI_MANIFEST, MANIFEST);
    Descriptor arm = registry.putManifest("app", "y", MediaType.OCI_MANIFEST, other);
    putIndex(arm.withPlatform(Platform.parse("arm64")), amd64.withPlatform(Platform.LINUX_AMD64));

    PulledManifest pulled = client.manifest(registry.reference("app:1"), Platform.LINUX_AMD64);

    assertThat(pulled.descriptor()).isEqualTo(amd64);
    assertThat(pulled.data()).isEqualTo(MANIFEST);
  }

  @Test
  void platformsOnOfferAreNamedIfNoneFits() {
    Descriptor arm = registry.putManifest("app", "y", MediaType.OCI_MANIFEST, MANIFEST);
    putIndex(arm.withPlatform(Platform.parse("arm64")));

    assertThatThrownBy(() -> client.manifest(registry.reference("app:1"), Platform.LINUX_AMD64))
        .isInstanceOf(RegistryException.class)
        .hasMessage(registry.host() + "/app:1 has no image for linux/amd64, only for linux/arm64");
  }

  private void putIndex(Descriptor... manifests) {
    Index index = new Index(MediaType.OCI_INDEX, List.of(manifests), Map.of());
    registry.putManifest("app", "1", MediaType.OCI_INDEX, index.toBytes());
  }

  @Test
  void blobIsStreamedAndCounted() throws IOException {
    Descriptor blob = registry.putBlob("app", DATA);
    List<Long> heard = new ArrayList<>();
    TransferListener listener =
        new TransferListener() {
          @Override
          public void pulled(Descriptor b, long bytes) {
            assertThat(b).isEqualTo(blob);
            heard.add(bytes);
          }

          @Override
          public void pushed(Descriptor b, long bytes) {
            throw new AssertionError("nothing is pushed");
          }
        };

    try (RegistryClient listened = new RegistryClient(Impatient.OPTIONS.withListener(listener));
        InputStream in = listened.blob(registry.reference("app"), blob)) {
      assertThat(in.readAllBytes()).isEqualTo(DATA);
    }
    assertThat(heard.stream().mapToLong(Long::longValue).sum()).isEqualTo(DATA.length);
  }

  @Test
  void blobOfAnotherDigestFailsBeforeItsLastByteIsReturned() throws IOException {
    byte[] wrong = DATA.clone();
    wrong[0]++;
    Descriptor blob = Descriptor.ofData("x", DATA);
    registry.on("GET", "/blobs/", e -> InMemoryRegistry.reply(e, 200, wrong));

    try (InputStream in = client.blob(registry.reference("app"), blob)) {
      String message =
          "GET http://"
              + registry.host()
              + "/v2/app/blobs/"
              + blob.digest()
              + ": the blob has digest "
              + Digest.ofData(wrong)
              + " instead of "
              + blob.digest();
      assertThatThrownBy(() -> in.readNBytes(DATA.length))
          .isInstanceOf(RegistryException.class)
          .hasMessage(message);
      assertThatThrownBy(in::read).isInstanceOf(RegistryException.class).hasMessage(message);
    }
  }

  @Test
  void truncatedBlobFails() throws IOException {
    Descriptor blob = Descriptor.ofData("x", DATA);
    registry.on("GET", "/blobs/", e -> InMemoryRegistry.truncate(e, DATA, 1000));

    try (InputStream in = client.blob(registry.reference("app"), blob)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOfSatisfying(
              RegistryException.class,
              e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.UNREACHABLE))
          .hasMessageContaining("/v2/app/blobs/" + blob.digest() + ": ")
          .hasMessageContaining("after 1000 of " + DATA.length + " bytes");
    }
  }

  @Test
  void blobOfAnotherSizeIsRefusedAtOnce() {
    Descriptor blob = registry.putBlob("app", DATA);
    Descriptor shorter = Descriptor.of("x", blob.digest(), 10);

    assertThatThrownBy(() -> client.blob(registry.reference("app"), shorter))
        .isInstanceOf(RegistryException.class)
        .hasMessageEndingWith(": the blob has " + DATA.length + " bytes instead of 10");
  }

  @Test
  void noMoreIsReadThanTheDescriptorSays() throws IOException {
    byte[] more = new byte[DATA.length + 5];
    System.arraycopy(DATA, 0, more, 0, DATA.length);
    registry.on(
        "GET",
        "/blobs/",
        e -> {
          e.sendResponseHeaders(200, 0);
          e.getResponseBody().write(more);
          return true;
        });

    try (InputStream in = client.blob(registry.reference("app"), Descriptor.ofData("x", DATA))) {
      assertThat(in.readAllBytes()).isEqualTo(DATA);
    }
  }

  @Test
  void emptyBlobIsVerifiedToo() throws IOException {
    Descriptor empty = registry.putBlob("app", new byte[0]);

    try (InputStream in = client.blob(registry.reference("app"), empty)) {
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void presenceOfABlobIsAskedByHead() {
    Descriptor blob = registry.putBlob("app", DATA);

    assertThat(client.hasBlob(registry.reference("app"), blob.digest())).isTrue();
    assertThat(client.hasBlob(registry.reference("other"), blob.digest())).isFalse();
  }

  @Test
  void serverErrorOfHeadSaysThatItHasNoBody() {
    registry.on("HEAD", "/blobs/", e -> InMemoryRegistry.error(e, 500, "UNKNOWN", "x"));
    Digest digest = Digest.ofData(DATA);

    assertThatThrownBy(() -> client.hasBlob(registry.reference("app"), digest))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.REFUSED))
        .hasMessage(
            "HEAD http://"
                + registry.host()
                + "/v2/app/blobs/"
                + digest
                + ": the registry answered 500 Internal Server Error"
                + " (HEAD responses have no body)");
  }

  @Test
  void textsOfTheRegistryAreCutAndCleaned() {
    String evil = "\\u001b[31m" + "x".repeat(1000);
    registry.on("GET", "/manifests/", e -> InMemoryRegistry.error(e, 500, "UNKNOWN", evil));

    assertThatThrownBy(() -> client.manifest(registry.reference("app:1")))
        .isInstanceOf(RegistryException.class)
        .message()
        .contains("UNKNOWN ([31mxxx")
        .doesNotContain("\u001b")
        .hasSizeLessThan(500);
  }

  @Test
  void closedConnectionIsToldAsUnreachable() {
    registry.on("GET", "/manifests/", e -> true);

    assertThatThrownBy(() -> client.manifest(registry.reference("app:1")))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.UNREACHABLE))
        .hasMessageStartingWith("GET http://" + registry.host() + "/v2/app/manifests/1: ")
        .hasMessageContaining("the connection to " + registry.host() + " broke (");
  }

  @Test
  void repositoryAloneCannotBeResolved() {
    Reference repository = registry.reference("app").withoutTag();

    assertThatThrownBy(() -> client.resolve(repository))
        .isInstanceOf(RegistryException.class)
        .hasMessage(repository + " names a repository: a tag or a digest is needed");
  }

  @Test
  void ownNamePresentsItselfToTheRegistry() {
    registry.putManifest("app", "1", MediaType.OCI_MANIFEST, MANIFEST);
    List<String> agents = new ArrayList<>();
    registry.onEach(e -> !agents.add(e.getRequestHeaders().getFirst("User-Agent")));
    RegistryOptions options =
        new RegistryOptions(
            HostSettings.NONE,
            "jbuild/test",
            CredentialSource.none(),
            TransferListener.NONE,
            RetryPolicy.NONE);

    try (RegistryClient named = new RegistryClient(options)) {
      named.resolve(registry.reference("app:1"));
    }
    assertThat(agents).isNotEmpty().allMatch("jbuild/test"::equals);
  }

  @Test
  void descriptorOfAPullHasNoPlatform() {
    registry.putManifest("app", "1", MediaType.OCI_MANIFEST, MANIFEST);

    assertThat(client.manifest(registry.reference("app:1")).descriptor().platform())
        .isEqualTo(Optional.empty());
  }

  @Test
  void closingTheClientBreaksOffWhatIsRunning() throws IOException, InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    registry.on(
        "GET",
        "/manifests/",
        e -> {
          started.countDown();
          awaitUninterruptibly(released);
          return true;
        });
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(() -> client.manifest(registry.reference("app:1")));
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    started.await();

    client.close();
    thread.join();
    released.countDown();

    assertThat(failure.get())
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the connection to " + registry.host() + " broke (");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
