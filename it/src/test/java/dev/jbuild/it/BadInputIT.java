// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that is broken or hostile: refused in good order, or made harmless. */
@ExtendWith(LabExtension.class)
final class BadInputIT {
  private static final String UP = "../".repeat(24);

  private Jbuild jbuild;
  private Path layers;

  @BeforeEach
  void prepare(Lab lab) throws IOException {
    jbuild = lab.jbuild(lab.user());
    layers = lab.subdirectory("layers");
  }

  /** Ways in which a layer may reach for what is outside of it; {@code %s} is a host directory. */
  enum Escape {
    PARENT {
      @Override
      byte[] tar(Path target) throws IOException {
        return new HandmadeLayer.Tar()
            .file(UP + target.toString().substring(1) + "/escaped", "x")
            .toBytes();
      }
    },
    ABSOLUTE {
      @Override
      byte[] tar(Path target) throws IOException {
        return new HandmadeLayer.Tar().file(target + "/escaped", "x").toBytes();
      }
    },
    SYMLINK {
      @Override
      byte[] tar(Path target) throws IOException {
        return new HandmadeLayer.Tar()
            .symlink("link", target.toString())
            .file("link/escaped", "x")
            .toBytes();
      }
    },
    RELATIVE_SYMLINK {
      @Override
      byte[] tar(Path target) throws IOException {
        return new HandmadeLayer.Tar()
            .directory("deep/")
            .symlink("deep/link", UP + target.toString().substring(1))
            .file("deep/link/escaped", "x")
            .toBytes();
      }
    },
    HARD_LINK {
      @Override
      byte[] tar(Path target) throws IOException {
        return new HandmadeLayer.Tar()
            .hardLink("passwd", UP + target.toString().substring(1) + "/precious")
            .file("passwd", "overwritten")
            .toBytes();
      }
    },
    WHITEOUT {
      @Override
      byte[] tar(Path target) throws IOException {
        return new HandmadeLayer.Tar()
            .file(UP + target.toString().substring(1) + "/.wh.precious", "")
            .toBytes();
      }
    };

    abstract byte[] tar(Path target) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void layerStaysInsideItsRoot(Escape escape, Lab lab) throws IOException {
    Path target = lab.newDirectory(jbuild.account());
    Path precious = Files.writeString(target.resolve("precious"), "precious");
    Files.setAttribute(precious, "unix:uid", jbuild.account().uid());
    HandmadeLayer layer = HandmadeLayer.ofTar(layers, escape.tar(target));
    String base = push(lab, "escape-" + escape.name().toLowerCase(java.util.Locale.ROOT), layer);

    Finished built = jbuild.build(runningOn(lab, base));

    assertThat(target.resolve("escaped")).doesNotExist();
    assertThat(precious).hasContent("precious");
    assertThat(built.exitCode()).as("%s", built).isIn(0, 4);
    assertThat(built.err()).doesNotContain("\tat ");
    assertNextBuildWorks(lab);
  }

  @Test
  void truncatedLayerIsRefused(Lab lab) throws IOException {
    HandmadeLayer whole = layerOfAMebibyte();
    byte[] data = Files.readAllBytes(whole.file());
    HandmadeLayer cut = whole.withData(Arrays.copyOf(data, data.length / 2));

    Finished failed = jbuild.build(runningOn(lab, push(lab, "half", cut))).exits(4);

    assertThat(failed.err())
        .containsPattern("half|" + cut.digest().hex().substring(0, 12))
        .doesNotContain("\tat ");
    assertNothingKept(cut);
    assertNextBuildWorks(lab);
  }

  @Test
  void layerCutOffByTheRegistryIsRefused(Lab lab) throws IOException {
    HandmadeLayer layer = layerOfAMebibyte();
    String base = push(lab, "cut-off", layer);
    try (FileChannel file =
        FileChannel.open(lab.registry().fileOf(layer.digest()), StandardOpenOption.WRITE)) {
      file.truncate(layer.sizeBytes() / 2);
    }

    Finished failed = jbuild.build(runningOn(lab, base), "--retry", "1").exits(4);

    assertThat(failed.err())
        .containsPattern("cut-off|" + layer.digest().hex().substring(0, 12))
        .doesNotContain("\tat ");
    assertNothingKept(layer);
    assertNextBuildWorks(lab);
  }

  @Test
  void layerWithAnotherDigestIsRefused(Lab lab) throws IOException {
    HandmadeLayer layer = layerOfAMebibyte();
    String base = push(lab, "tampered", layer);
    HandmadeLayer other =
        HandmadeLayer.ofTar(layers, new HandmadeLayer.Tar().file("evil", "evil").toBytes());
    byte[] data = Arrays.copyOf(Files.readAllBytes(other.file()), (int) layer.sizeBytes());
    Files.write(lab.registry().fileOf(layer.digest()), data);

    Finished failed = jbuild.build(runningOn(lab, base)).exits(4);

    assertThat(failed.err()).contains(layer.digest().hex()).doesNotContain("\tat ");
    assertNothingKept(layer);
    assertNextBuildWorks(lab);
  }

  @Test
  void layerWithAnotherDiffIdIsRefused(Lab lab) throws IOException {
    HandmadeLayer layer = layerOfAMebibyte();
    HandmadeLayer other =
        HandmadeLayer.ofTar(layers, new HandmadeLayer.Tar().file("evil", "evil").toBytes());
    HandmadeLayer lying = layer.withData(Files.readAllBytes(other.file()));

    Finished failed = jbuild.build(runningOn(lab, push(lab, "lying", lying))).exits(4);

    assertThat(failed.err()).containsPattern("(?i)diff.?id").doesNotContain("\tat ");
    assertNextBuildWorks(lab);
  }

  @Test
  void registryThatClosesTheConnectionIsAnErrorInTheEnd(Lab lab) throws IOException {
    HandmadeLayer layer = layerOfAMebibyte();
    HandmadeImage image = new HandmadeImage(List.of(layer), "sh");
    NothingLeft nothing = NothingLeft.behind(jbuild);
    try (RudeRegistry rude = RudeRegistry.start(image, layer)) {
      BuildContext context = runningOn(lab, rude.host() + "/rude:1");

      Finished failed = jbuild.build(context, "--retry", "1").exits(4);

      assertThat(failed.err()).contains(rude.host()).doesNotContain("\tat ");
      assertThat(rude.blobRequests()).isPositive();
    }
    nothing.verify(Duration.ofSeconds(2));
    assertNothingKept(layer);
    assertNextBuildWorks(lab);
  }

  @Test
  void dockerfileOfAMillionLinesIsBuilt(Lab lab) throws IOException {
    StringBuilder text = new StringBuilder("FROM scratch\n");
    text.append("# a comment\n\n".repeat(300_000));
    text.append("COPY file /file\nENV A=1 \\\n");
    text.append("# between\n".repeat(399_995));
    text.append("  B=2\nLABEL last=line\n");
    BuildContext context = lab.context().dockerfile(text.toString()).file("file", "x");
    assertThat(text.chars().filter(c -> c == '\n').count()).isEqualTo(1_000_000);

    Finished built = jbuild.build(context, "-t", "million:1").ok();

    assertThat(built.elapsed()).isLessThan(Duration.ofSeconds(20));
    var config = jbuild.inspect("million:1").path("config").path("config");
    assertThat(config.path("Labels").path("last").asText()).isEqualTo("line");
    assertThat(config.path("Env").toString()).contains("\"A=1\"", "\"B=2\"");
  }

  @Test
  void errorInTheLastOfAMillionLinesIsShown(Lab lab) throws IOException {
    String text = "FROM scratch\n" + "ENV A=1\n".repeat(999_998) + "COPPY a b\n";

    Finished failed = jbuild.build(lab.context().dockerfile(text)).exits(2);

    assertThat(failed.err()).contains("Dockerfile:1000000:1: error: ").contains("| COPPY a b\n");
    assertThat(failed.elapsed()).isLessThan(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n# nothing\n", "RUN echo before any FROM\n"})
  void dockerfileWithoutAStageIsRefused(String text, Lab lab) throws IOException {
    Finished failed = jbuild.build(lab.context().dockerfile(text)).exits(2);

    assertThat(failed.err()).contains("error: ").doesNotContain("\tat ");
  }

  @Test
  void fullDiskIsSaidAndForgotten(Lab lab) throws IOException {
    MustWork.assumeRoot();
    Path mount = lab.newDirectory(jbuild.account());
    String options = "size=24m,mode=0755,uid=" + jbuild.account().uid();
    Command.of("mount", "-t", "tmpfs", "-o", options, "jbuild-it", mount.toString()).run().ok();
    try {
      Jbuild small = lab.jbuild(jbuild.account(), mount.resolve("root"));
      String run = "FROM %s\nRUN head -c %d /dev/urandom >/big\n";
      NothingLeft nothing = NothingLeft.behind(small);

      Finished failed =
          small.build(lab.context().dockerfile(run.formatted(lab.busybox(), 30_000_000)));
      Finished failedToUnpack =
          small.build(lab.context().dockerfile("FROM " + lab.debian() + "\nRUN true\n")).exits(5);

      assertThat(failed.exitCode()).as("%s", failed).isIn(3, 5);
      // What the program in the RUN says: busybox calls it an I/O error.
      assertThat(failed.err()).containsPattern("(?i)no space left on device|I/O error");
      assertThat(failedToUnpack.err())
          .containsIgnoringCase("no space left on device")
          .contains("--root")
          .doesNotContain("\tat ");
      nothing.verify(Duration.ofSeconds(2));
      small.build(lab.context().dockerfile(run.formatted(lab.busybox(), 1000))).ok();
      StoreCheck.assertSwept(small.root());
    } finally {
      Command.of("umount", mount.toString()).run().ok();
    }
  }

  private HandmadeLayer layerOfAMebibyte() throws IOException {
    byte[] noise = new byte[1 << 20];
    new java.util.Random(jbuild.root().hashCode()).nextBytes(noise);
    String text = new String(noise, StandardCharsets.ISO_8859_1);
    return HandmadeLayer.ofTar(layers, new HandmadeLayer.Tar().file("noise", text).toBytes());
  }

  /** An image of busybox and then the bad layer. */
  private static String push(Lab lab, String repository, HandmadeLayer bad) throws IOException {
    HandmadeLayer busybox = BaseImages.busyboxLayer(lab.newDirectory(lab.user()));
    new HandmadeImage(List.of(busybox, bad), "sh").push(lab.registry().api(), repository, "1");
    return lab.registry().name(repository + ":1");
  }

  private static BuildContext runningOn(Lab lab, String base) throws IOException {
    return lab.context().dockerfile("FROM " + base + "\nRUN [\"/bin/busybox\", \"true\"]\n");
  }

  private void assertNothingKept(HandmadeLayer bad) {
    assertThat(jbuild.store().resolve("blobs/sha256").resolve(bad.digest().hex())).doesNotExist();
    assertThat(jbuild.root().resolve("toc").resolve(bad.diffId().hex())).doesNotExist();
  }

  private void assertNextBuildWorks(Lab lab) throws IOException {
    StoreCheck.assertSound(jbuild.root());
    jbuild.build(lab.context().dockerfile("FROM " + lab.busybox() + "\nRUN echo x >/x\n")).ok();
    StoreCheck.assertSwept(jbuild.root());
  }
}
