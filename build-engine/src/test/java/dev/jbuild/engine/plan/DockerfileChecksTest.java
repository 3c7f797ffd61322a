// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.check.CheckOptions;
import dev.jbuild.dockerfile.check.Finding;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rules that need values and bases, beyond what the vectors hold. */
class DockerfileChecksTest {
  private static final KnownImages NONE = (name, platform) -> Optional.empty();

  private static List<String> found(String text, KnownImages images) {
    Dockerfile dockerfile = Dockerfile.parse(Source.of("Dockerfile", text));
    PlanOptions options = PlanOptions.of(Platform.LINUX_AMD64);
    CheckOptions checks = DockerfileChecks.options(dockerfile, options, new Problems());
    Set<Integer> stages =
        dockerfile.stages().stream().map(s -> s.index()).collect(Collectors.toSet());
    return DockerfileChecks.check(
            dockerfile,
            checks,
            new DockerfileChecks.Surroundings(options, images, IgnorePatterns.NONE, n -> true),
            stages,
            true)
        .list()
        .stream()
        .map(DockerfileChecksTest::key)
        .toList();
  }

  private static String key(Finding finding) {
    return finding.rule().title() + (finding.note() ? "?" : "") + ":" + finding.place().line();
  }

  private static KnownImages image(String env, String value, Platform platform) {
    ContainerConfig config =
        new ContainerConfig(
            "app",
            new TreeSet<>(),
            Map.of(env, value),
            Optional.empty(),
            Optional.empty(),
            false,
            new TreeSet<>(Set.of("/data")),
            "",
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of("/bin/bash", "-c")),
            List.of());
    return (name, wanted) ->
        Optional.of(
            new ImageConfig(
                platform, Optional.empty(), Optional.empty(), config, List.of(), List.of()));
  }

  @Test
  void variablesAndShellOfAKnownBaseAreKnown() {
    KnownImages images = image("JAVA_HOME", "/j", Platform.LINUX_AMD64);

    assertThat(found("FROM a@sha256:0\nENV X=$JAVA_HOME Y=$OTHER\nCMD x\n", images))
        .containsExactly("UndefinedVar:2");
  }

  @Test
  void ofAnUnknownBaseOnlyWhatIsNearlyAKnownNameIsFound() {
    assertThat(found("FROM a@sha256:0\nARG name=1\nENV X=$JAVA_HOME Y=$nmae\nUSER 1\n", NONE))
        .containsExactly("UndefinedVar:3");
  }

  @Test
  void variablesOfHeredocsThatAreExpandedAreLookedFor() {
    String body = "\n$HOME_OF ${X} \\$no $X\nEOF\n";

    assertThat(found("FROM scratch\nENV X=1\nCOPY <<EOF /a" + body + "USER 1\n", NONE))
        .containsExactly("UndefinedVar:3");
    assertThat(found("FROM scratch\nENV X=1\nADD <<EOF /a" + body + "USER 1\n", NONE))
        .contains("UndefinedVar:3");
    assertThat(found("FROM scratch\nENV X=1\nCOPY <<'EOF' /a" + body + "USER 1\n", NONE)).isEmpty();
    assertThat(found("FROM scratch\nENV X=1\nRUN <<EOF" + body + "USER 1\n", NONE)).isEmpty();
  }

  @Test
  void variablesOfMountsAreLookedFor() {
    String mount = "--mount=type=cache,ro,id=$X,target=/$Y";

    assertThat(found("FROM scratch\nENV X=1\nRUN " + mount + " make $W\nUSER 1\n", NONE))
        .containsExactly("UndefinedVar:3");
  }

  @Test
  void aBaseOfAnotherPlatformIsFound() {
    assertThat(found("FROM a@sha256:0\n", image("A", "", Platform.parse("linux/arm64"))))
        .containsExactly("InvalidBaseImagePlatform:1");
  }

  @Test
  void imagesThatMayChangeAreFound() {
    assertThat(
            found(
                "FROM a\nFROM b:latest\nFROM c:1\nFROM d:1@sha256:0\nCOPY --from=e:2 /x /y\nUSER 1\n",
                NONE))
        .containsExactly("LatestTag?:1", "LatestTag?:2", "UnpinnedBase?:3", "UnpinnedBase?:5");
  }

  @Test
  void whatIsCopiedIntoAVolumeIsFound() {
    String text = "FROM scratch\nVOLUME /v\nCOPY a /v/\nCOPY a /vv\nUSER 1\n";

    assertThat(found(text, NONE)).containsExactly("CopyIntoVolume?:3");
    assertThat(found("FROM a@sha256:0\nCOPY a /data/x\n", image("A", "", Platform.LINUX_AMD64)))
        .containsExactly("CopyIntoVolume?:2");
  }

  @Test
  void anImageThatRunsAsRootIsFound() {
    assertThat(found("FROM scratch\n", NONE)).containsExactly("RootUser?:1");
    assertThat(found("FROM scratch\nUSER 0:7\n", NONE)).containsExactly("RootUser?:2");
    assertThat(found("FROM scratch AS a\nUSER 7\nFROM a\n", NONE)).isEmpty();
    assertThat(found("FROM a@sha256:0\n", NONE)).isEmpty();
  }

  @Test
  void triggersOfAnEarlierStageCountForTheOneBuiltOnIt() {
    assertThat(found("FROM scratch AS a\nONBUILD ENV X=1\nFROM a\nENV Y=$X\nUSER 1\n", NONE))
        .isEmpty();
  }

  @Test
  void adviceIsAWarningWhereTheFileAsksForIt() {
    assertThat(found("# check=experimental=advice\nFROM scratch\n", NONE))
        .containsExactly("RootUser:2");
  }
}
