// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** samples/quickstart: no registry, no network, by anyone, on any file system. */
@ExtendWith(LabExtension.class)
final class QuickstartIT {
  private static final Path SAMPLE = Lab.checkout().resolve("samples/quickstart");
  private static final String DIGEST = "sha256:[0-9a-f]{64}";
  private static final long AT_MOST_BYTES = 16 << 20;

  enum Place {
    DISK,
    TMPFS
  }

  static Stream<Arguments> everybodyEverywhere() {
    return Stream.of(Account.Kind.values())
        .flatMap(kind -> Stream.of(Place.values()).map(place -> Arguments.of(kind, place)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("everybodyEverywhere")
  void buildsAnImageFromTheHostsOwnShell(Account.Kind kind, Place place, Lab lab)
      throws IOException {
    Account account = lab.account(kind);
    Path root = place == Place.DISK ? lab.newDirectory(account) : lab.newTmpfsDirectory(account);
    Jbuild jbuild = lab.jbuild(account, root);
    BuildContext context = lab.context().copyOf(SAMPLE);
    try {
      NothingLeft nothing = NothingLeft.behind(jbuild);

      Finished built = build(jbuild, context);

      assertThat(built.outLine()).matches(DIGEST);
      assertThat(built.err()).contains("Hello from an image that jbuild made on ");
      nothing.verify(java.time.Duration.ofSeconds(2));
      StoreCheck.assertSwept(root);
      assertThat(jbuild.run("images").ok().out()).containsPattern("quickstart(:|\\s+)1\\b");
      assertDescribes(jbuild.inspect("quickstart:1"), built.outLine());
    } finally {
      if (place == Place.TMPFS) {
        Lab.remove(account, root);
      }
    }
  }

  private static void assertDescribes(ObjectNode image, String digest) {
    assertThat(image.path("digest").asText()).isEqualTo(digest);
    assertThat(image.path("name").asText()).endsWith("quickstart:1");
    assertThat(image.path("manifest").path("layers").size()).isEqualTo(image.path("layers").size());
    long bytes = 0;
    for (JsonNode layer : image.path("layers")) {
      assertThat(layer.path("digest").asText()).matches(DIGEST);
      assertThat(layer.path("diffId").asText()).matches(DIGEST);
      bytes += layer.path("sizeBytes").asLong();
    }
    assertThat(bytes).isBetween(100_000L, AT_MOST_BYTES);
    JsonNode config = image.path("config").path("config");
    assertThat(config.path("Cmd").path(0).asText()).isEqualTo("/app/hello");
    assertThat(config.path("User").asText()).isEqualTo("1000:1000");
    assertThat(config.path("WorkingDir").asText()).isEqualTo("/app");
    assertThat(config.path("StopSignal").asText()).isEqualTo("SIGTERM");
    assertThat(config.path("Labels").path("org.opencontainers.image.title").asText())
        .isEqualTo("quickstart");
  }

  @Test
  void everythingInTheImageBelongsToRootAndRunsByItself(Lab lab) throws IOException {
    Account account = lab.user();
    Jbuild jbuild = lab.jbuild(account);
    BuildContext context = lab.context().copyOf(SAMPLE);
    Path out = lab.newDirectory(account);
    Path tar = out.resolve("rootfs.tar");
    Path tree = out.resolve("rootfs");

    build(jbuild, context, "--output", "type=tar,dest=" + tar);
    build(jbuild, context, "--output", "type=local,dest=" + tree);

    Finished listing = Command.of("tar", "--numeric-owner", "-tvf", tar.toString()).run().ok();
    assertThat(listing.out().lines()).isNotEmpty().allMatch(line -> line.contains(" 0/0 "));
    assertThat(listing.out()).containsPattern("(?m)^-\\S+ .* (\\./)?bin/sh$");
    Finished hello =
        Command.of("unshare", "-r", "chroot", tree.toString(), "/bin/sh", "/app/hello")
            .as(account)
            .run()
            .ok();
    assertThat(hello.out()).startsWith("Hello from an image that jbuild made on ");
    assertThat(hello.out()).contains("app:x:1000:1000:");
  }

  @Test
  void outputsAreReadByOtherTools(Lab lab) throws IOException {
    MustWork.assumeTools("skopeo");
    Account account = lab.user();
    Jbuild jbuild = lab.jbuild(account);
    BuildContext context = lab.context().copyOf(SAMPLE);
    Path out = lab.newDirectory(account);

    String digest = build(jbuild, context).outLine();
    build(jbuild, context, "--output", "type=oci,dest=" + out.resolve("oci.tar"));
    build(jbuild, context, "--output", "type=oci,tar=false,dest=" + out.resolve("oci"));
    build(
        jbuild,
        context,
        "--compression",
        "gzip",
        "--output",
        "type=docker,dest=" + out.resolve("docker.tar"));

    assertThat(skopeoDigest("oci-archive:" + out.resolve("oci.tar"))).isEqualTo(digest);
    assertThat(skopeoDigest("oci:" + out.resolve("oci"))).isEqualTo(digest);
    String docker = "docker-archive:" + out.resolve("docker.tar");
    assertThat(Command.of("skopeo", "list-tags", docker).run().ok().out()).contains("quickstart:1");
    for (String source :
        new String[] {
          "oci-archive:" + out.resolve("oci.tar"), "oci:" + out.resolve("oci"), docker
        }) {
      Path copy = lab.subdirectory("copies").resolve(source.replaceAll("[/:]", "_"));
      Command.of("skopeo", "copy", "--insecure-policy", source, "dir:" + copy).run().ok();
      assertThat(copy.resolve("manifest.json")).exists();
    }
    assertThat(Command.of("skopeo", "inspect", "--config", "--raw", docker).run().ok().out())
        .contains("/app/hello");
  }

  @Test
  void digestFilesHoldWhatTheBuildPrinted(Lab lab) throws IOException {
    Account account = lab.user();
    Jbuild jbuild = lab.jbuild(account);
    BuildContext context = lab.context().copyOf(SAMPLE);
    Path out = lab.newDirectory(account);

    String digest =
        build(
                jbuild,
                context,
                "--iidfile",
                out.resolve("iid").toString(),
                "--metadata-file",
                out.resolve("metadata").toString())
            .outLine();

    ObjectNode image = jbuild.inspect("quickstart:1");
    assertThat(Files.readString(out.resolve("iid")).strip())
        .isEqualTo(image.path("imageId").asText())
        .isEqualTo(image.path("manifest").path("config").path("digest").asText());
    assertThat(Files.readString(out.resolve("metadata"))).contains(digest);
  }

  @Test
  void saysWhichToolTheHostLacks(Lab lab) throws IOException {
    Jbuild jbuild = lab.jbuild(lab.user());
    BuildContext context = lab.context().copyOf(SAMPLE);
    Path host = lab.context().directory();
    Command.of("cp", "-aL", "--parents", "/bin/sh", host.toString()).run().ok();

    Finished failed =
        jbuild
            .command("-f", context + "/Dockerfile", "--build-context", "host=" + host, "" + context)
            .run()
            .exits(2);

    assertThat(failed.err()).contains("/bin/cat").contains("COPY --from=host /bin/sh /bin/cat");
  }

  @Test
  void saysThatTheShellCannotStartWhereTheHostHasNoLoader(Lab lab) throws IOException {
    Jbuild jbuild = lab.jbuild(lab.user());
    BuildContext context = lab.context().copyOf(SAMPLE);
    Path host = lab.context().directory();
    for (String tool : new String[] {"sh", "cat", "chmod", "ls", "mkdir", "sed", "uname"}) {
      Command.of("cp", "-aL", "--parents", "/bin/" + tool, host.toString()).run().ok();
    }

    Finished failed =
        jbuild
            .command("-f", context + "/Dockerfile", "--build-context", "host=" + host, "" + context)
            .run();

    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.err())
        .contains("/bin/sh")
        .contains("The stage 'tools' lacks the shell, its loader or its C library");
  }

  private static Finished build(Jbuild jbuild, BuildContext context, String... options)
      throws IOException {
    String[] words =
        Stream.concat(
                Stream.of(
                    "-f",
                    context.resolve("Dockerfile").toString(),
                    "--build-context",
                    "host=/",
                    "-t",
                    "quickstart:1"),
                Stream.concat(Stream.of(options), Stream.of(context.toString())))
            .toArray(String[]::new);
    return jbuild.command(words).run().ok();
  }

  private static String skopeoDigest(String image) throws IOException {
    return Command.of("skopeo", "inspect", "--format", "{{.Digest}}", image).run().ok().outLine();
  }
}
