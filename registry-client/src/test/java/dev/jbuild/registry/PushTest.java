// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushTest {
  private static final byte[] DATA = "layer".repeat(50_000).getBytes(StandardCharsets.UTF_8);
  private static final byte[] MANIFEST = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
  private static final Descriptor BLOB = Descriptor.ofData(MediaType.OCI_LAYER, DATA);
  private static final BlobSource SOURCE = () -> new ByteArrayInputStream(DATA);
  private static final BlobSource UNREAD =
      () -> {
        throw new AssertionError("must not be read");
      };

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

  private BlobPush push(BlobSource source, Reference... mountFrom) {
    return client.pushBlob(registry.reference("app"), BLOB, source, List.of(mountFrom));
  }

  @Test
  void whatIsPushedIsPulledWithTheSameDigest() throws IOException {
    Reference reference = registry.reference("app:1");

    assertThat(push(SOURCE)).isEqualTo(BlobPush.UPLOADED);
    Descriptor pushed = client.pushManifest(reference, MediaType.OCI_MANIFEST, MANIFEST);

    assertThat(client.resolve(reference)).isEqualTo(pushed);
    assertThat(client.manifest(reference).data()).isEqualTo(MANIFEST);
    try (InputStream in = client.blob(reference, BLOB)) {
      assertThat(in.readAllBytes()).isEqualTo(DATA);
    }
  }

  @Test
  void uploadIsOneHeadOnePostAndOnePut() {
    push(SOURCE);

    assertThat(registry.requests())
        .containsExactly(
            "HEAD /v2/app/blobs/" + BLOB.digest(),
            "POST /v2/app/blobs/uploads/",
            "PUT /v2/app/blobs/uploads/session?_state=a%2Fb%3D&digest="
                + BLOB.digest().toString().replace(":", "%3A"));
  }

  @Test
  void blobThatIsThereIsNotRead() {
    registry.putBlob("app", DATA);

    assertThat(push(UNREAD)).isEqualTo(BlobPush.EXISTED);
    assertThat(registry.requests()).containsExactly("HEAD /v2/app/blobs/" + BLOB.digest());
  }

  @Test
  void blobOfAnotherRepositoryIsMounted() {
    registry.putBlob("base/image", DATA);

    assertThat(push(UNREAD, registry.reference("base/image"))).isEqualTo(BlobPush.MOUNTED);
    assertThat(registry.blob("app", BLOB.digest())).isEqualTo(DATA);
  }

  @Test
  void uploadGivenInPlaceOfAMountIsUsed() {
    assertThat(push(SOURCE, registry.reference("base"))).isEqualTo(BlobPush.UPLOADED);

    assertThat(registry.requests().stream().filter(r -> r.startsWith("POST"))).hasSize(1);
    assertThat(registry.blob("app", BLOB.digest())).isEqualTo(DATA);
  }

  @Test
  void refusedMountIsFollowedByAnUpload() {
    registry.on(
        "POST",
        "uploads",
        e ->
            InMemoryRegistry.query(e).containsKey("mount")
                && InMemoryRegistry.error(e, 403, "DENIED", "no"));

    assertThat(push(SOURCE, registry.reference("base"))).isEqualTo(BlobPush.UPLOADED);
  }

  @Test
  void nothingIsMountedFromOtherRegistries() {
    assertThat(push(SOURCE, Reference.parse("docker.io/library/base")))
        .isEqualTo(BlobPush.UPLOADED);

    assertThat(registry.requests()).contains("POST /v2/app/blobs/uploads/");
  }

  @Test
  void absoluteLocationOfAnUploadIsFollowed() {
    registry.on(
        "POST",
        "uploads",
        e -> {
          registry.uploads().know("/v2/app/blobs/uploads/elsewhere");
          e.getResponseHeaders()
              .set(
                  "Location",
                  "http://"
                      + registry.host()
                      + "/v2/app/blobs/uploads/elsewhere?_state=a%2Fb%3D&x=1");
          return InMemoryRegistry.reply(e, 202, "");
        });

    assertThat(push(SOURCE)).isEqualTo(BlobPush.UPLOADED);
    assertThat(registry.requests().get(2))
        .startsWith("PUT /v2/app/blobs/uploads/elsewhere?_state=a%2Fb%3D&x=1&digest=");
  }

  @Test
  void refusedHeadDoesNotHinderTheUpload() {
    registry.on("HEAD", "/blobs/", e -> InMemoryRegistry.reply(e, 405, ""));

    assertThat(push(SOURCE)).isEqualTo(BlobPush.UPLOADED);
  }

  @Test
  void uploadWithoutLocationIsAnInvalidAnswer() {
    registry.on("POST", "uploads", e -> InMemoryRegistry.reply(e, 202, ""));

    assertThatThrownBy(() -> push(SOURCE))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "POST http://"
                + registry.host()
                + "/v2/app/blobs/uploads/: the answer does not say where to upload to");
  }

  @Test
  void refusedUploadTellsTheRegistrysCodeButNotTheQuery() {
    registry.on(
        "PUT", "uploads", e -> InMemoryRegistry.error(e, 400, "DIGEST_INVALID", "mismatch"));

    assertThatThrownBy(() -> push(SOURCE))
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.codes()).containsExactly("DIGEST_INVALID"))
        .hasMessage(
            "PUT http://"
                + registry.host()
                + "/v2/app/blobs/uploads/session?…: the registry answered 400 Bad Request,"
                + " DIGEST_INVALID (mismatch)");
  }

  @Test
  void sourceThatCannotBeReadIsNotTheRegistrysFault() {
    assertThatThrownBy(
            () ->
                push(
                    () -> {
                      throw new FileNotFoundException("layer is gone");
                    }))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.LOCAL))
        .hasMessage("cannot read blob " + BLOB.digest() + " for upload: layer is gone");
  }

  @Test
  void sourceThatIsTooShortIsNoticed() {
    assertThatThrownBy(() -> push(() -> new ByteArrayInputStream(DATA, 0, 7)))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "cannot read blob "
                + BLOB.digest()
                + " for upload: it ends after 7 of "
                + DATA.length
                + " bytes");
  }

  @Test
  void sourceThatIsTooLongIsNoticed() {
    Descriptor blob = Descriptor.ofData("x", new byte[7]);

    assertThatThrownBy(() -> client.pushBlob(registry.reference("app"), blob, SOURCE, List.of()))
        .isInstanceOf(RegistryException.class)
        .hasMessage("cannot read blob " + blob.digest() + " for upload: it is longer than 7 bytes");
  }

  @Test
  void pushedBytesAreHeardOf() {
    AtomicLong pushedBytes = new AtomicLong();
    TransferListener listener =
        new TransferListener() {
          @Override
          public void pulled(Descriptor blob, long bytes) {
            throw new AssertionError("nothing is pulled");
          }

          @Override
          public void pushed(Descriptor blob, long bytes) {
            pushedBytes.addAndGet(bytes);
          }
        };

    try (RegistryClient listened = new RegistryClient(Impatient.OPTIONS.withListener(listener))) {
      listened.pushBlob(registry.reference("app"), BLOB, SOURCE, List.of());
    }
    assertThat(pushedBytes).hasValue(DATA.length);
  }

  @Test
  void manifestIsPushedByDigest() {
    Digest digest = Digest.ofData(MANIFEST);
    Reference reference = registry.reference("app:1").withDigest(digest);

    client.pushManifest(reference, MediaType.OCI_MANIFEST, MANIFEST);

    assertThat(registry.requests()).containsExactly("PUT /v2/app/manifests/" + digest);
  }

  @Test
  void manifestOfAnotherDigestIsNotPushed() {
    Reference reference = registry.reference("app").withDigest(BLOB.digest());

    assertThatThrownBy(() -> client.pushManifest(reference, MediaType.OCI_MANIFEST, MANIFEST))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "cannot push " + reference + ": the manifest has digest " + Digest.ofData(MANIFEST));
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void registryThatStoredAnotherManifestIsNotBelieved() {
    registry.on(
        "PUT",
        "/manifests/",
        e -> {
          e.getResponseHeaders().set("Docker-Content-Digest", BLOB.digest().toString());
          return InMemoryRegistry.reply(e, 201, "");
        });

    assertThatThrownBy(
            () ->
                client.pushManifest(registry.reference("app:1"), MediaType.OCI_MANIFEST, MANIFEST))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "PUT http://"
                + registry.host()
                + "/v2/app/manifests/1: the registry says that the content has digest "
                + BLOB.digest()
                + " instead of "
                + Digest.ofData(MANIFEST));
  }

  @Test
  void uploadsRunInParallel() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      byte[] data = (i + "layer".repeat(10_000)).getBytes(StandardCharsets.UTF_8);
      Descriptor blob = Descriptor.ofData("x", data);
      Thread thread =
          new Thread(
              () ->
                  client.pushBlob(
                      registry.reference("app"),
                      blob,
                      () -> new ByteArrayInputStream(data),
                      List.of()));
      thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    assertThat(registry.requests().stream().filter(r -> r.startsWith("PUT"))).hasSize(8);
  }
}
