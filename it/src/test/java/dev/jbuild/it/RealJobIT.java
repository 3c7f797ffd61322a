// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole job as an ordinary user: what arrives in the registry is what buildah makes of the same
 * Dockerfile, in the eyes of skopeo, umoci, buildah, runc and containerd.
 */
@ExtendWith(LabExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealJobIT {
  private static final Path RESOURCES = Lab.checkout().resolve("it/src/test/resources/realjob");

  /** The data of these is of the moment of the build; everything else about them must agree. */
  private static final Pattern OF_A_MOMENT =
      Pattern.compile(
          "var/log/.*"
              + "|var/cache/apt/(src)?pkgcache\\.bin" // holds times
              + "|var/cache/ldconfig/aux-cache" // holds inode numbers and times
              + "|var/lib/apt/lists/.*" // fetched twice, the mirror may have moved on
              + "|etc/shadow-?"); // holds the day

  private static final Pattern FROM_THE_CONTEXT = Pattern.compile("(app/tree|added|assets)/.*");

  private Tools tools;
  private Jbuild jbuild;
  private String zstd;
  private String gzip;
  private Finished zstdBuild;
  private Finished gzipBuild;
  private FileTree ours;
  private FileTree peers;
  private Path bundle;

  @BeforeAll
  void buildsWithBoth(Lab lab) throws IOException {
    tools = new Tools(lab);
    BuildContext context = context(lab);
    jbuild = lab.jbuild(lab.user());
    zstd = lab.registry().name("app:zstd");
    gzip = lab.registry().name("app:gzip");
    String[] args = args(lab);

    zstdBuild = build(context, args, "-t", zstd, "--push");
    gzipBuild = build(context, args, "-t", gzip, "--push", "--compression", "gzip");
    tools.buildahBuildAndPush(context, args, lab.registry().name("peer:1"));

    bundle = tools.umociUnpack("app", "gzip");
    ours = FileTree.read(bundle.resolve("rootfs"));
    peers = tools.buildahTree(tools.peer());
    // The base has none: buildah leaves the empty mount point of its RUN behind.
    peers.entries().remove("etc/hosts");
  }

  private Finished build(BuildContext context, String[] args, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of(args));
    words.addAll(List.of(more));
    words.add(".");
    return jbuild
        .command(words.toArray(String[]::new))
        .in(context.directory())
        .within(Duration.ofMinutes(5))
        .run()
        .ok();
  }

  /** Version control keeps neither times nor most modes. */
  private static BuildContext context(Lab lab) throws IOException {
    BuildContext context = lab.context().copyOf(RESOURCES);
    Command.of("chmod", "0755", context.resolve("tree/bin/script").toString()).run().ok();
    for (String path : List.of("tree/bin/script", "tree/sub/deep.txt", "tree/data.txt")) {
      Command.of("touch", "-d", "2020-02-02 02:02:02 UTC", context.resolve(path).toString())
          .run()
          .ok();
    }
    return context;
  }

  @Test
  void printsTheDigestThatTheRegistryHas() throws IOException {
    assertThat(tools.digest(zstd)).isEqualTo(zstdBuild.outLine());
    assertThat(tools.digest(gzip)).isEqualTo(gzipBuild.outLine());
  }

  @Test
  void compressionChangesOnlyTheBlobs() throws IOException {
    ObjectNode a = tools.config(zstd);
    ObjectNode b = tools.config(gzip);

    assertThat(b.path("rootfs")).isEqualTo(a.path("rootfs"));
    assertThat(tools.layerMediaTypes(gzip)).allMatch(type -> type.endsWith("+gzip"));
    assertThat(tools.layerMediaTypes(zstd)).anyMatch(type -> type.endsWith("+zstd"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "User",
        "ExposedPorts",
        "Entrypoint",
        "Cmd",
        "Volumes",
        "WorkingDir",
        "StopSignal",
        "Healthcheck",
        "OnBuild",
        "Shell"
      })
  void configHasTheField(String field) throws IOException {
    JsonNode mine = tools.config(zstd).path("config").path(field);
    JsonNode theirs = tools.config(tools.peer()).path("config").path(field);

    assertThat(theirs.isMissingNode()).as("the peer sets it").isFalse();
    assertThat(Json.toPrettyString(mine)).isEqualTo(Json.toPrettyString(theirs));
  }

  @Test
  void configHasEnvironmentLabelsAuthorAndPlatform() throws IOException {
    ObjectNode mine = tools.config(zstd);
    ObjectNode theirs = tools.config(tools.peer());
    TreeMap<String, String> labels = new TreeMap<>(Json.stringMap(theirs.path("config"), "Labels"));
    labels.remove("io.buildah.version");

    assertThat(Json.strings(mine.path("config"), "Env"))
        .containsExactlyInAnyOrderElementsOf(Json.strings(theirs.path("config"), "Env"));
    assertThat(Json.stringMap(mine.path("config"), "Labels")).isEqualTo(labels);
    for (String field : List.of("author", "architecture", "os")) {
      assertThat(mine.path(field)).as(field).isEqualTo(theirs.path(field));
    }
  }

  @Test
  void historyFitsTheLayers() throws IOException {
    ObjectNode config = tools.config(zstd);
    long filled = 0;
    for (JsonNode entry : config.path("history")) {
      filled += entry.path("empty_layer").asBoolean() ? 0 : 1;
    }

    assertThat(filled).isEqualTo(config.path("rootfs").path("diff_ids").size());
    assertThat(config.path("history").toString()).contains("apt-get install", "CMD", "ONBUILD");
  }

  @Test
  void umociUnpacksTheTreeThatThePeerMade() {
    assertThat(ours.differences(peers, RealJobIT::isOfAMoment, RealJobIT::isFromTheContext))
        .isEmpty();
  }

  @Test
  void treeIsWhatTheDockerfileSays() {
    assertThat(ours.entries().get("srv").type()).isEqualTo("f");
    assertThat(ours.entries()).doesNotContainKeys("usr/share/doc", "etc/issue.net", "media/cdrom");
    assertThat(ours.entries()).containsKeys("media/new", "etc/issue/inside");
    assertThat(ours.entries().get("etc/debian_version").content()).isEqualTo("os-release");
    assertThat(ours.entries().get("usr/local/bin/capcat").xattrs())
        .containsOnlyKeys("security.capability");
    assertThat(ours.entries().get("usr/local/bin/capcat2").linkedTo())
        .isEqualTo("usr/local/bin/capcat");
    assertThat(ours.entries().get("app/tree/data.txt").mode()).isEqualTo("750");
    assertThat(ours.entries().get("app/tree/data.txt").owner()).isEqualTo("1234:1234");
    assertThat(ours.entries().get("assets/data.txt").owner()).isEqualTo("7:8");
    assertThat(ours.entries().get("assets/bin/script").mode()).isEqualTo("4755");
    assertThat(ours.entries().get("assets/hard").linkedTo()).isEqualTo("assets/data.txt");
    assertThat(ours.entries().get("assets/sub/deep.txt").mtimeSeconds()).isEqualTo(1_000_000_000L);
    assertThat(ours.entries().get("var/local/pipe").type()).isEqualTo("p");
  }

  @Test
  void buildahMountsTheSameTree() throws IOException {
    FileTree mounted = tools.buildahTree(zstd);

    assertThat(mounted.differences(ours, path -> false, RealJobIT::isFromTheContext)).isEmpty();
  }

  @Test
  void runcRunsTheBundle() throws IOException {
    assertThat(tools.runcRun(bundle)).isEqualTo("1234 1234 /app hello two words\n");
  }

  @Test
  void containerdPullsAndRunsIt() throws IOException {
    try (Containerd containerd = Containerd.start(tools.lab().subdirectory("containerd"))) {
      containerd.pull(zstd);

      assertThat(containerd.run(zstd)).isEqualTo("1234 1234 /app hello two words\n");
      assertThat(containerd.run(zstd, "/bin/sh", "-c", "cat /srv; ls -i /assets | wc -l"))
          .isEqualTo("file\n6\n");
    }
  }

  @Test
  void secondPushUploadsNothingAndGivesTheSameDigest(Lab lab) throws IOException {
    Finished again =
        build(context(lab), args(lab), "-t", lab.registry().name("app:again"), "--push");

    assertThat(again.outLine()).isEqualTo(zstdBuild.outLine());
    assertThat(again.elapsed()).isLessThan(Duration.ofSeconds(10));
  }

  private static String[] args(Lab lab) throws IOException {
    return new String[] {"--build-arg", "BASE=" + lab.debian(), "--build-arg", "WORD=given"};
  }

  private static boolean isOfAMoment(String path) {
    return OF_A_MOMENT.matcher(path).matches();
  }

  private static boolean isFromTheContext(String path) {
    return FROM_THE_CONTEXT.matcher(path).matches();
  }
}
