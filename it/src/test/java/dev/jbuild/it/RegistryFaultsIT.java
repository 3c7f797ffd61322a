// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A registry that nobody can rely on: all arrives, or the error says what doesn't. */
@ExtendWith(LabExtension.class)
final class RegistryFaultsIT {
  private static final int ROUNDS = 4;

  /** The seed is in the name of the assertion; give another with {@code -Djbuild.seed}. */
  @Test
  void pushesAndPullsArriveWhateverHappensToConnections(Lab lab) throws IOException {
    long seed = Long.getLong("jbuild.seed", 20_261_121L);
    Random random = new Random(seed);
    String busybox = lab.busybox();
    DockerRegistry registry = lab.registry();
    int faults = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String what = "seed " + seed + ", round " + round;
      BuildContext context = noise(lab, random);
      try (FaultyProxy proxy = FaultyProxy.before(registry.host(), random.nextLong())) {
        String base = busybox.replace(registry.host(), proxy.host());
        context.dockerfile("FROM " + base + "\nCOPY a /a\nCOPY b /b\n");
        Jbuild jbuild = lab.jbuild(lab.user());
        String repository = "faults" + round;
        Finished built =
            jbuild
                .build(
                    context,
                    "-t",
                    proxy.host() + "/" + repository + ":1",
                    "--push",
                    "--retry",
                    "30")
                .ok();
        assertWhole(what, registry, repository, built.outLine());
        StoreCheck.assertSound(jbuild.root());

        Jbuild other = lab.jbuild(lab.user());
        Finished pulled =
            other.run("pull", proxy.host() + "/" + repository + ":1", "--retry", "30").ok();
        assertThat(pulled.outLine()).as(what).isEqualTo(built.outLine());
        StoreCheck.assertSound(other.root());
        faults += proxy.faults();
      }
    }
    assertThat(faults).as("seed %s: connections that were spoilt", seed).isGreaterThan(ROUNDS);
  }

  @Test
  void registryThatStaysBusyIsToldWithWhatWasTried(Lab lab) throws IOException {
    BuildContext context = lab.context().file("f", "x").dockerfile("FROM scratch\nCOPY f /\n");
    Jbuild jbuild = lab.jbuild(lab.user());
    try (WebServer busy = WebServer.start()) {
      busy.server()
          .createContext(
              "/v2/",
              exchange -> {
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
              });
      String name = busy.host() + "/app:1";

      Finished failed =
          jbuild.build(context, "-t", name, "--push", "--no-push-check", "--retry", "1").exits(4);

      assertThat(failed.err())
          .contains("the registry answered 503")
          .contains("; trying again in ")
          .contains("; gave up after 2 attempts");
    }
    assertThat(jbuild.run("images").ok().out()).contains("app");
  }

  private static BuildContext noise(Lab lab, Random random) throws IOException {
    BuildContext context = lab.context();
    for (String name : new String[] {"a", "b"}) {
      byte[] data = new byte[1_500_000];
      random.nextBytes(data);
      Path file = context.resolve(name);
      Files.write(file, data);
      Lab.setMode(file, "rw-r--r--");
    }
    return context;
  }

  /** The registry has the manifest under its tag and each blob with the bytes of its digest. */
  private static void assertWhole(
      String what, DockerRegistry registry, String repository, String digest) throws IOException {
    ObjectNode manifest = registry.api().manifest(repository, "1");
    assertThat(registry.api().manifest(repository, digest)).as(what).isEqualTo(manifest);
    for (JsonNode layer : manifest.path("layers")) {
      Digest expected = Digest.parse(layer.path("digest").asText());
      Path copy = Files.createTempFile("layer", "");
      registry.api().download(repository, expected, copy);
      assertThat(Digest.ofData(Files.readAllBytes(copy))).as(what).isEqualTo(expected);
      Files.delete(copy);
    }
  }
}
