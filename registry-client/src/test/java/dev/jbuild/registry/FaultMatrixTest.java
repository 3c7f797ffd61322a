// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault, at every request of a push and a pull, once or several times in a row: all arrives
 * whole, and nothing else is there. Another seed: {@code -Djbuild.seed}.
 */
class FaultMatrixTest {
  private static final long SEED = Long.getLong("jbuild.seed", 20_261_121L);
  private static final byte[] DATA = randomBytes(100_000);
  private static final byte[] CONFIG = randomBytes(1_000);
  private static final byte[] MANIFEST = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);

  /** What goes wrong with one request. */
  enum Fault {
    STATUS_408(e -> InMemoryRegistry.error(e, 408, "TIMEOUT", "slow")),
    STATUS_425(e -> InMemoryRegistry.error(e, 425, "EARLY", "early")),
    STATUS_429(e -> told(e, 429, "3")),
    STATUS_429_DATE(e -> told(e, 429, "Thu, 01 Jan 2026 00:00:00 GMT")),
    STATUS_500(e -> InMemoryRegistry.error(e, 500, "UNKNOWN", "oops")),
    STATUS_502(e -> InMemoryRegistry.reply(e, 502, "<html>bad gateway</html>")),
    STATUS_503(e -> told(e, 503, "2")),
    STATUS_504(e -> InMemoryRegistry.reply(e, 504, "")),
    HANG_UP(e -> true),
    ANSWER_LOST(InMemoryRegistry::loseAnswer),
    BODY_CUT(FaultMatrixTest::cut),
    WRONG_BYTES(FaultMatrixTest::wrong);

    @SuppressWarnings("ImmutableEnumChecker") // None of them has a state.
    private final InMemoryRegistry.Hook hook;

    Fault(InMemoryRegistry.Hook hook) {
      this.hook = hook;
    }
  }

  /** Which requests are hit. */
  enum Target {
    HEAD_BLOB("HEAD", "/blobs/"),
    START_UPLOAD("POST", "/uploads/"),
    UPLOAD("PUT", "/uploads/"),
    PUT_MANIFEST("PUT", "/manifests/"),
    HEAD_MANIFEST("HEAD", "/manifests/"),
    GET_MANIFEST("GET", "/manifests/"),
    GET_BLOB("GET", "/blobs/sha256"),
    ANY("", "/v2/");

    private final String method;
    private final String part;

    Target(String method, String part) {
      this.method = method;
      this.part = part;
    }

    boolean is(HttpExchange e) {
      String path = e.getRequestURI().getPath();
      // Whether this registry speaks https takes long to find out, as it waits for more.
      return (method.isEmpty() || e.getRequestMethod().equals(method))
          && path.contains(part)
          && !path.equals("/v2/");
    }
  }

  private static byte[] randomBytes(int count) {
    byte[] data = new byte[count];
    new Random(SEED).nextBytes(data);
    return data;
  }

  private static boolean told(HttpExchange e, int status, String retryAfter) throws IOException {
    e.getResponseHeaders().set("Retry-After", retryAfter);
    return InMemoryRegistry.error(e, status, "TOOMANYREQUESTS", "later");
  }

  /** A request's body is read in part, an answer's is sent in part. */
  private static boolean cut(HttpExchange e) throws IOException {
    if (!e.getRequestMethod().equals("GET")) {
      e.getRequestBody().readNBytes(1000);
      return true;
    }
    String path = e.getRequestURI().getPath();
    if (path.contains("/uploads/")) {
      return true;
    }
    byte[] content =
        path.contains("/manifests/")
            ? MANIFEST
            : path.endsWith(Descriptor.ofData("x", CONFIG).digest().hex()) ? CONFIG : DATA;
    return InMemoryRegistry.truncate(e, content, content.length / 3);
  }

  /** Another content of the same size. */
  private static boolean wrong(HttpExchange e) throws IOException {
    e.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST);
    if (e.getRequestURI().getPath().contains("/blobs/sha256")) {
      boolean config =
          e.getRequestURI().getPath().endsWith(Descriptor.ofData("x", CONFIG).digest().hex());
      return InMemoryRegistry.reply(e, 200, new byte[(config ? CONFIG : DATA).length]);
    }
    return e.getRequestMethod().equals("GET")
        ? InMemoryRegistry.reply(e, 200, "{\"a\":1}")
        : InMemoryRegistry.error(e, 400, "DIGEST_INVALID", "other bytes came");
  }

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      for (Target target : Target.values()) {
        for (int times : new int[] {1, 3}) {
          if (isCurable(fault, target, times)) {
            cases.add(Arguments.of(fault, target, times));
          }
        }
      }
    }
    return cases;
  }

  /** Wrong content is fetched or sent once more, not three times; a refusal isn't cured at all. */
  private static boolean isCurable(Fault fault, Target target, int times) {
    if (fault == Fault.WRONG_BYTES) {
      boolean content =
          target == Target.UPLOAD || target == Target.GET_BLOB || target == Target.GET_MANIFEST;
      return times == 1 && content;
    }
    return true;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void faultIsOvercome(Fault fault, Target target, int times) throws IOException {
    try (InMemoryRegistry registry = new InMemoryRegistry()) {
      AtomicInteger left = new AtomicInteger(times);
      registry.onEach(e -> target.is(e) && left.getAndDecrement() > 0 && fault.hook.handle(e));

      pushAndPull(registry);

      boolean doneAlready = fault == Fault.ANSWER_LOST && target == Target.UPLOAD;
      assertThat(left.get())
          .as("faults that were not met")
          .isLessThanOrEqualTo(doneAlready ? times - 1 : 0);
    }
  }

  @Test
  void manyPushesAndPullsArriveWhateverGoesWrong() throws IOException {
    Random random = new Random(SEED);
    for (int round = 0; round < 100; round++) {
      try (InMemoryRegistry registry = new InMemoryRegistry()) {
        registry.onEach(
            e -> {
              Fault fault = Fault.values()[random.nextInt(Fault.values().length - 1)];
              return Target.ANY.is(e) && random.nextInt(4) == 0 && fault.hook.handle(e);
            });

        pushAndPull(registry);
      }
    }
  }

  private static void pushAndPull(InMemoryRegistry registry) throws IOException {
    Descriptor layer = Descriptor.ofData(MediaType.OCI_LAYER, DATA);
    Descriptor config = Descriptor.ofData(MediaType.OCI_CONFIG, CONFIG);
    Reference tag = registry.reference("app:1");
    try (RegistryClient client = patientClient()) {
      client.pushBlob(tag, layer, () -> new ByteArrayInputStream(DATA), List.of());
      client.pushBlob(tag, config, () -> new ByteArrayInputStream(CONFIG), List.of());
      Descriptor manifest = client.pushManifest(tag, MediaType.OCI_MANIFEST, MANIFEST);

      assertThat(registry.content())
          .containsExactlyInAnyOrder(
              "app/blobs/" + layer.digest(),
              "app/blobs/" + config.digest(),
              "app/manifests/1",
              "app/manifests/" + manifest.digest());
      assertThat(client.resolve(tag)).isEqualTo(manifest);
      assertThat(client.manifest(tag.withDigest(manifest.digest())).data()).isEqualTo(MANIFEST);
      assertThat(client.readBlob(tag, layer, InputStream::readAllBytes)).isEqualTo(DATA);
      assertThat(client.readBlob(tag, config, InputStream::readAllBytes)).isEqualTo(CONFIG);
    }
  }

  static RegistryClient patientClient() {
    RegistryOptions options =
        RegistryOptions.defaults()
            .withCredentials(CredentialSource.none())
            .withRetryPolicy(new RetryPolicy(20, Duration.ofHours(1)));
    return new RegistryClient(
        options, TimeLimits.DEFAULT, new FakeTime(), new SplittableRandom(SEED));
  }
}
