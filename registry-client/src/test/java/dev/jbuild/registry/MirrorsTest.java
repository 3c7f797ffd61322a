// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorsTest {
  private static final byte[] MANIFEST = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  private static HostSettings settings(
      Map<String, List<String>> mirrors, boolean originToo, Map<String, String> environment) {
    return new HostSettings(
        Set.of(), true, Optional.empty(), Map.of(), Map.of(), mirrors, originToo, environment);
  }

  private List<String> places(String name, String configuration) throws IOException {
    Path file = directory.resolve("registries.conf");
    Files.writeString(file, configuration);
    Map<String, String> environment = Map.of("CONTAINERS_REGISTRIES_CONF", file.toString());
    return new Mirrors(settings(Map.of(), true, environment))
        .of(Reference.parse(name)).stream().map(Reference::toString).toList();
  }

  @Test
  void mirrorsOfTheCommandLineComeBeforeTheRegistry() {
    Map<String, List<String>> mirrors = Map.of("docker.io", List.of("m.example/hub", "n.example"));
    Reference busybox = Reference.parse("busybox:1");

    assertThat(new Mirrors(settings(mirrors, true, Map.of())).of(busybox))
        .map(Reference::toString)
        .containsExactly(
            "m.example/hub/library/busybox:1",
            "n.example/library/busybox:1",
            "docker.io/library/busybox:1");
    assertThat(new Mirrors(settings(mirrors, false, Map.of())).of(busybox)).hasSize(2);
    assertThat(new Mirrors(settings(mirrors, true, Map.of())).of(Reference.parse("a.example/b")))
        .hasSize(1);
  }

  @Test
  void longestPrefixOfTheConfigurationCounts() throws IOException {
    String configuration =
        """
        [[registry]]
        location = "reg.example"
        [[registry]]
        prefix = "reg.example/team"
        location = "other.example/moved"
        [[registry.mirror]]
        location = "near.example:5000/team"
        [[registry]]
        prefix = "*.corp.example"
        location = "proxy.example"
        """;

    assertThat(places("reg.example/app:1", configuration)).containsExactly("reg.example/app:1");
    assertThat(places("reg.example/team/app:1", configuration))
        .containsExactly("near.example:5000/team/app:1", "other.example/moved/app:1");
    assertThat(places("a.corp.example/app:1", configuration))
        .containsExactly("proxy.example/app:1");
    assertThat(places("elsewhere.example/app:1", configuration)).hasSize(1);
  }

  @Test
  void mirrorsMayBeForDigestsOrTagsOnly() throws IOException {
    String configuration =
        """
        [[registry]]
        location = "reg.example"
        mirror-by-digest-only = true
        [[registry.mirror]]
        location = "digests.example"
        [[registry.mirror]]
        location = "tags.example"
        pull-from-mirror = "tag-only"
        """;
    String digest = Digest.ofData(new byte[0]).toString();

    assertThat(places("reg.example/app:1", configuration))
        .containsExactly("tags.example/app:1", "reg.example/app:1");
    assertThat(places("reg.example/app@" + digest, configuration))
        .containsExactly("digests.example/app@" + digest, "reg.example/app@" + digest);
  }

  @Test
  void blockedRegistryIsNotAsked() {
    assertThatThrownBy(
            () ->
                places(
                    "bad.example/app:1",
                    "[[registry]]\nlocation = \"bad.example\"\nblocked = true\n"))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("bad.example/app:1 is blocked by ")
        .hasMessageEndingWith("registries.conf, for bad.example");
  }

  @Test
  void brokenConfigurationIsNamed() {
    assertThatThrownBy(() -> places("a.example/b", "[[registry]]\nlocation = "))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("cannot read " + directory.resolve("registries.conf") + ": ");
  }

  @Test
  void nextPlaceIsAskedWhereAMirrorFails() throws IOException {
    try (InMemoryRegistry empty = new InMemoryRegistry();
        InMemoryRegistry full = new InMemoryRegistry()) {
      Descriptor manifest = full.putManifest("hub/app", "1", MediaType.OCI_MANIFEST, MANIFEST);
      Descriptor blob = full.putBlob("hub/app", MANIFEST);
      Map<String, List<String>> mirrors =
          Map.of("reg.example", List.of(empty.host() + "/hub", full.host() + "/hub"));
      Reference name = Reference.parse("reg.example/app:1");

      try (RegistryClient client =
          new RegistryClient(Impatient.OPTIONS.withHosts(settings(mirrors, true, Map.of())))) {
        assertThat(client.resolve(name)).isEqualTo(manifest);
        byte[] data = client.readBlob(name, blob, InputStream::readAllBytes);
        assertThat(data).isEqualTo(MANIFEST);
      }
    }
  }
}
