// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.oci.Compression;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RequestJsonTest {
  private static final BuildRequest SMALL =
      Requests.of(Path.of("/root"), Path.of("/context"), List.of());

  private static BuildRequest large() {
    Map<String, ContextSource> contexts = new LinkedHashMap<>();
    contexts.put("z", new ContextSource.Directory(Path.of("/")));
    contexts.put("a", new ContextSource.Directory(Path.of("/a b/ü%20")));
    contexts.put(
        "i", new ContextSource.Directory(Path.of("/i"), Optional.of(Path.of("/i/ignored"))));
    contexts.put("tar", new ContextSource.Archive(Path.of("/a.tar")));
    contexts.put("web", new ContextSource.Web("https://u:p@h/f"));
    contexts.put("git", new ContextSource.Git("https://h/f.git#a:b", true));
    contexts.put("image", new ContextSource.Image("a:1"));
    contexts.put("layout", new ContextSource.OciLayout(Path.of("/l"), ":1"));
    contexts.put("stage", new ContextSource.Stage("s"));
    Map<String, String> buildArgs = new LinkedHashMap<>();
    buildArgs.put("Z", "");
    buildArgs.put("A", "line\nline \"quoted\" ü");
    return new BuildRequest(
        Path.of("/some where/root"),
        new ContextSource.Directory(Path.of("/con,text")),
        Optional.of(new DockerfileSource.LocalFile(Path.of("/con,text/D:ockerfile"))),
        contexts,
        List.of("b:1", "a:2"),
        buildArgs,
        Optional.of("stage"),
        Map.of("label", "v"),
        Optional.of(Platform.parse("linux/arm/v6")),
        new CacheOptions(
            true,
            List.of("a", "b"),
            Optional.of(Duration.ofHours(1)),
            List.of(
                new CacheLocation.Registry("r.example/a:c"),
                new CacheLocation.Layout(Path.of("/a cache"))),
            List.of(
                new CacheTarget(new CacheLocation.Registry("r.example/b"), true, Optional.empty()),
                new CacheTarget(
                    new CacheLocation.Layout(Path.of("/c")),
                    false,
                    Optional.of(new CachedMounts(5, Duration.ofDays(1))))),
            true,
            true),
        ContextModes.NORMALIZED,
        PullPolicy.NEVER,
        NetworkMode.NONE,
        Compression.GZIP,
        OptionalInt.of(3),
        OptionalLong.of(1_700_000_000L),
        List.of(
            new Output.Registry(),
            new Output.OciLayout(Path.of("/a.tar"), true),
            new Output.OciLayout(Path.of("/a"), false),
            new Output.DockerArchive(Output.STANDARD_OUTPUT),
            new Output.RootfsTar(Path.of("/b.tar")),
            new Output.RootfsDirectory(Path.of("/b"))),
        new Grants(
            Map.of(
                "file", new SecretSource.File(Path.of("/a b/s")),
                "variable", new SecretSource.Variable("TOKEN")),
            Map.of("default", List.of(), "keys", List.of(Path.of("/k1"), Path.of("/k2"))),
            Set.of(Entitlement.SECURITY_INSECURE)),
        new RegistryAccess(
            3,
            Duration.ofSeconds(77),
            Optional.of(Path.of("/a b/auth.json")),
            Optional.of(new RegistryAccess.Login("me", "se:cret")),
            Map.of("localhost:5000", new RegistryAccess.Login("you", "hid\"den")),
            false,
            new HostAccess(
                Set.of("a.example", "b.example:1"),
                false,
                Optional.of(Path.of("/certs")),
                Map.of("c.example", Path.of("/ca.crt")),
                Map.of(
                    "d.example",
                    new HostAccess.ClientCertificate(Path.of("/d.cert"), Path.of("/d.key"))),
                Map.of("docker.io", List.of("m.example/hub", "n.example")),
                false)));
  }

  @Test
  void showsNoPassword() {
    assertThat(large().toString())
        .contains("user me", "user you")
        .doesNotContain("se:cret", "hid\"den");
  }

  @Test
  void keepsEverythingThroughARoundTrip() {
    for (BuildRequest request : List.of(SMALL, large())) {
      BuildRequest read = RequestJson.read(RequestJson.write(request));

      assertThat(read).isEqualTo(request);
      assertThat(List.copyOf(read.buildArgs().keySet()))
          .isEqualTo(List.copyOf(request.buildArgs().keySet()));
      assertThat(List.copyOf(read.namedContexts().keySet()))
          .isEqualTo(List.copyOf(request.namedContexts().keySet()));
    }
  }

  @Test
  void hasAnOutputOfEachKindInItsTest() {
    List<Class<?>> kinds = new ArrayList<>();
    large().outputs().forEach(o -> kinds.add(o.getClass()));

    assertThat(kinds).contains(Output.class.getPermittedSubclasses());
  }

  @Test
  void hasAContextOfEachKindInItsTestButStandardInput() {
    List<Class<?>> kinds = new ArrayList<>(List.of(ContextSource.StandardInput.class));
    large().namedContexts().values().forEach(c -> kinds.add(c.getClass()));

    assertThat(kinds).contains(ContextSource.class.getPermittedSubclasses());
  }

  @Test
  void keepsDockerfilesFromElsewhere() {
    List<DockerfileSource> sources =
        List.of(new DockerfileSource.InContext("a/D"), new DockerfileSource.Web("http://h/D"));
    for (DockerfileSource source : sources) {
      BuildRequest request = with(new ContextSource.Git("git@h:a.git"), Optional.of(source));

      assertThat(RequestJson.read(RequestJson.write(request))).isEqualTo(request);
    }
  }

  @Test
  void standardInputStaysWithItsProcess() {
    BuildRequest request = with(new ContextSource.StandardInput(), Optional.empty());

    assertThatThrownBy(() -> RequestJson.write(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("standard input can't be handed to another process");
  }

  @Test
  void isOneLine() {
    assertThat(new String(RequestJson.write(large()), StandardCharsets.UTF_8)).doesNotContain("\n");
  }

  @Test
  void keepsNamesThatAreNotUtf8() {
    Path odd = Path.of(URI.create("file:///a%FFb"));
    BuildRequest request = RequestJson.read(RequestJson.write(withContext(odd)));

    assertThat(request.context()).isInstanceOf(ContextSource.Directory.class);
    ContextSource.Directory read = (ContextSource.Directory) request.context();
    assertThat(read.path().toUri()).isEqualTo(odd.toUri());
  }

  @Test
  void namesTheFieldThatIsMissing() {
    assertThatThrownBy(() -> RequestJson.read("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(OciException.class)
        .hasMessage("missing field \"root\"");
  }

  @Test
  void refusesAPathThatIsNoUri() {
    assertThatThrownBy(() -> RequestJson.read("{\"root\":\"/a\"}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a file: URI: /a");
  }

  private static BuildRequest withContext(Path context) {
    return with(new ContextSource.Directory(context), Optional.empty());
  }

  private static BuildRequest with(ContextSource context, Optional<DockerfileSource> dockerfile) {
    return new BuildRequest(
        SMALL.root(),
        context,
        dockerfile,
        SMALL.namedContexts(),
        SMALL.tags(),
        SMALL.buildArgs(),
        SMALL.target(),
        SMALL.labels(),
        SMALL.platform(),
        SMALL.cache(),
        SMALL.contextModes(),
        SMALL.pull(),
        SMALL.network(),
        SMALL.compression(),
        SMALL.jobs(),
        SMALL.sourceDateEpoch(),
        SMALL.outputs(),
        SMALL.grants(),
        SMALL.registries());
  }
}
