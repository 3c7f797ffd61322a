// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transfers that are broken off go on where they were. */
class ResumeTest {
  private static final byte[] DATA = new byte[20 << 20];
  private static final Descriptor BLOB;

  static {
    new Random(1).nextBytes(DATA);
    BLOB = Descriptor.ofData("x", DATA);
  }

  private InMemoryRegistry registry;
  private RegistryClient client;

  @BeforeEach
  void start() throws IOException {
    registry = new InMemoryRegistry();
    client = FaultMatrixTest.patientClient();
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  private BlobPush push() {
    return client.pushBlob(
        registry.reference("app"), BLOB, () -> new ByteArrayInputStream(DATA), List.of());
  }

  private List<String> requests(String method) {
    return registry.requests().stream().filter(r -> r.startsWith(method + " ")).toList();
  }

  @Test
  void uploadGoesOnAfterWhatTheRegistryHas() {
    int part = 2 << 20;
    AtomicInteger cuts = new AtomicInteger(1);
    registry.on(
        "PUT", "uploads", e -> cuts.getAndDecrement() > 0 && registry.uploads().takePart(e, part));

    assertThat(push()).isEqualTo(BlobPush.UPLOADED);

    assertThat(registry.blob("app", BLOB.digest())).isEqualTo(DATA);
    assertThat(requests("POST")).hasSize(1);
    assertThat(requests("PATCH")).hasSize(2);
    assertThat(registry.uploads().open()).isZero();
  }

  @Test
  void uploadThatTheRegistryForgotBeginsAnew() {
    AtomicInteger cuts = new AtomicInteger(1);
    registry.on(
        "PUT",
        "uploads",
        e -> {
          if (cuts.getAndDecrement() <= 0) {
            return false;
          }
          registry.uploads().forget();
          return InMemoryRegistry.error(e, 404, "BLOB_UPLOAD_UNKNOWN", "gone");
        });

    assertThat(push()).isEqualTo(BlobPush.UPLOADED);

    assertThat(registry.blob("app", BLOB.digest())).isEqualTo(DATA);
    assertThat(requests("POST")).hasSize(2);
  }

  @Test
  void blobWhoseLastAnswerWasLostIsNotSentAgain() {
    AtomicInteger lost = new AtomicInteger(1);
    registry.on(
        "PUT", "uploads", e -> lost.getAndDecrement() > 0 && InMemoryRegistry.loseAnswer(e));

    assertThat(push()).isEqualTo(BlobPush.UPLOADED);
    assertThat(requests("PUT")).hasSize(1);
  }

  @Test
  void registryThatWantsPiecesGetsPiecesOfTheSizeItWants() {
    registry.uploads().requireChunks(17 << 20);

    assertThat(push()).isEqualTo(BlobPush.UPLOADED);

    assertThat(registry.blob("app", BLOB.digest())).isEqualTo(DATA);
    assertThat(requests("PATCH")).hasSize(2);
  }

  @Test
  void registryThatTakesNoPiecesGetsTheBlobInOne() {
    AtomicInteger cuts = new AtomicInteger(1);
    registry.on(
        "PUT", "uploads", e -> cuts.getAndDecrement() > 0 && registry.uploads().takePart(e, 9));
    registry.on("PATCH", "uploads", e -> InMemoryRegistry.error(e, 405, "UNSUPPORTED", "no"));

    assertThat(push()).isEqualTo(BlobPush.UPLOADED);
    assertThat(registry.blob("app", BLOB.digest())).isEqualTo(DATA);
  }

  @Test
  void uploadThatIsGivenUpIsCancelled() {
    registry.on("PUT", "uploads", e -> InMemoryRegistry.error(e, 403, "DENIED", "quota"));

    assertThatThrownBy(this::push).hasMessageContaining("DENIED (quota)");
    assertThat(registry.uploads().open()).isZero();
  }

  @Test
  void contentThatIsDamagedHereIsToldAsThat() {
    byte[] damaged = DATA.clone();
    damaged[7]++;

    assertThatThrownBy(
            () ->
                client.pushBlob(
                    registry.reference("app"),
                    BLOB,
                    () -> new ByteArrayInputStream(damaged),
                    List.of()))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.LOCAL))
        .hasMessage(
            "cannot upload blob "
                + BLOB.digest()
                + ": the content here has digest "
                + Digest.ofData(damaged));
    assertThat(registry.content()).isEmpty();
  }

  @Test
  void downloadAsksForTheRestOnly() throws IOException {
    registry.putBlob("app", DATA);
    AtomicInteger cuts = new AtomicInteger(1);
    registry.on(
        "GET",
        "/blobs/",
        e -> cuts.getAndDecrement() > 0 && InMemoryRegistry.truncate(e, DATA, 3 << 20));

    byte[] read = client.readBlob(registry.reference("app"), BLOB, InputStream::readAllBytes);

    assertThat(read).isEqualTo(DATA);
    assertThat(requests("GET")).hasSize(2);
  }

  @Test
  void registryWithoutRangesSendsAllOfItAgain() throws IOException {
    registry.putBlob("app", DATA);
    registry.ignoreRanges();
    AtomicInteger cuts = new AtomicInteger(1);
    registry.on(
        "GET",
        "/blobs/",
        e -> cuts.getAndDecrement() > 0 && InMemoryRegistry.truncate(e, DATA, 3 << 20));

    byte[] read = client.readBlob(registry.reference("app"), BLOB, InputStream::readAllBytes);

    assertThat(read).isEqualTo(DATA);
  }

  @Test
  void registryThatSendsAlmostNothingIsGivenUpOn() throws IOException {
    registry.putBlob("app", DATA);
    registry.on(
        "GET",
        "/blobs/",
        e -> {
          e.sendResponseHeaders(200, DATA.length);
          for (int i = 0; i < 200; i++) {
            e.getResponseBody().write(i);
            e.getResponseBody().flush();
            pause();
          }
          return true;
        });
    TimeLimits hasty =
        new TimeLimits(
            Duration.ofSeconds(5), Duration.ofMillis(60), Duration.ofSeconds(5), 1 << 20);
    RegistryOptions options =
        Impatient.OPTIONS.withRetryPolicy(new RetryPolicy(2, Duration.ofMinutes(5)));

    try (RegistryClient strict =
        new RegistryClient(options, hasty, Time.system(), new SplittableRandom(1))) {
      assertThatThrownBy(
              () -> strict.readBlob(registry.reference("app"), BLOB, InputStream::readAllBytes))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("in time (only ")
          .hasMessageContaining("gave up after 3 attempts");
    }
  }

  private static void pause() {
    long end = System.nanoTime() + 5_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
