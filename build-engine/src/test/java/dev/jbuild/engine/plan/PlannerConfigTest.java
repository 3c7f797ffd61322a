// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.oci.ContainerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Instructions that change the configuration only. */
class PlannerConfigTest {
  private static final ContainerConfig BASE =
      ContainerConfig.EMPTY
          .withEnv(Map.of("PATH", "/bin", "A", "base"))
          .withCmd(Optional.of(List.of("base")))
          .withWorkingDir("/base")
          .withLabels(Map.of("from", "base"));

  @Test
  void emptyImageHasPathAndRootDirectory() {
    ContainerConfig config = Plans.config("FROM scratch\n");

    assertThat(config.workingDir()).isEqualTo("/");
    assertThat(config.env())
        .containsExactly(
            Map.entry("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
  }

  @Test
  void pathOfTheBaseIsKept() {
    assertThat(onBase("").env()).containsEntry("PATH", "/bin");
  }

  @Test
  void variablesOfAnInstructionHaveTheValuesFromBeforeIt() {
    assertThat(Plans.config("FROM a\nENV a=1\nENV a=2 b=$a\nENV c $a \"q\"\n").env())
        .containsEntry("b", "1")
        .containsEntry("c", "2 q");
  }

  @Test
  void entrypointDropsTheCommandOfTheBase() {
    assertThat(onBase("ENTRYPOINT [\"x\"]\n").cmd()).isEmpty();
    assertThat(onBase("ENTRYPOINT []\n").entrypoint()).isEmpty();
  }

  @Test
  void entrypointKeepsTheCommandOfItsOwnStage() {
    assertThat(onBase("CMD a b\nENTRYPOINT [\"x\"]\n").cmd())
        .contains(List.of("/bin/sh", "-c", "a b"));
  }

  @Test
  void entrypointDropsTheCommandOfAParentStage() {
    assertThat(Plans.config("FROM a AS a\nCMD x\nFROM a\nENTRYPOINT y\n").cmd()).isEmpty();
  }

  @Test
  void shellIsUsedAndInherited() {
    ContainerConfig config =
        Plans.config("FROM a AS a\nSHELL [\"/bin/bash\", \"-c\"]\nFROM a\nCMD x\nENTRYPOINT $y\n");

    assertThat(config.shell()).contains(List.of("/bin/bash", "-c"));
    assertThat(config.entrypoint()).contains(List.of("/bin/bash", "-c", "$y"));
  }

  @Test
  void emptyCommandUnsetsIt() {
    assertThat(onBase("CMD []\n").cmd()).isEmpty();
  }

  @Test
  void workdirsAreRelativeToTheOneBefore() {
    assertThat(onBase("WORKDIR a/\nWORKDIR ../b/./c\n").workingDir()).isEqualTo("/base/b/c");
    assertThat(onBase("ENV D=/x\nWORKDIR $D//y\n").workingDir()).isEqualTo("/x/y");
  }

  @Test
  void workdirCanNotGrowWithoutEnd() {
    assertThatThrownBy(() -> onBase("WORKDIR 0123456789\n".repeat(400)))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("the path is longer than 4096 characters");
  }

  @Test
  void portsAreWordsAfterExpansionAndRanges() {
    ContainerConfig config = Plans.config("FROM a\nENV P=\"80 90/UDP\"\nEXPOSE $P 8000-8002/tcp\n");

    assertThat(config.exposedPorts())
        .containsExactly("80/tcp", "8000/tcp", "8001/tcp", "8002/tcp", "90/udp");
  }

  @Test
  void wrongPortIsAnError() {
    assertThatThrownBy(() -> Plans.config("FROM a\nEXPOSE 80/http\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            Dockerfile:2:8: error: invalid port "80/http": the protocol is tcp, udp or sctp
               2 | EXPOSE 80/http
                 |        ^~~~~~~""");
  }

  @Test
  void stopSignalIsCheckedAfterExpansion() {
    assertThat(onBase("ARG S=INT\nSTOPSIGNAL SIG$S\n").stopSignal()).contains("SIGINT");
    assertThatThrownBy(() -> onBase("STOPSIGNAL SIGNONE\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("\"SIGNONE\" is not a signal");
  }

  @Test
  void signalsAreNamesAndNumbers() {
    for (String signal : List.of("9", "64", "TERM", "sigterm", "SIGRTMIN+3", "RTMAX-14")) {
      assertThat(Signals.isSignal(signal)).as(signal).isTrue();
    }
    for (String signal : List.of("0", "65", "", "SIG", "RTMIN+16", "RTMAX-", "9x", "1000000000")) {
      assertThat(Signals.isSignal(signal)).as(signal).isFalse();
    }
  }

  @Test
  void healthcheckIsShellOrExecOrNone() {
    var check =
        onBase("HEALTHCHECK --interval=30s --retries=2 CMD curl x\n").healthcheck().orElseThrow();

    assertThat(check.test()).containsExactly("CMD-SHELL", "curl x");
    assertThat(check.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(check.retries()).isEqualTo(2);
    assertThat(onBase("HEALTHCHECK CMD [\"a\", \"b\"]\n").healthcheck().orElseThrow().test())
        .containsExactly("CMD", "a", "b");
    assertThat(onBase("HEALTHCHECK NONE\n").healthcheck().orElseThrow().test())
        .containsExactly("NONE");
  }

  @Test
  void labelsOfTheCommandLineComeLastAndOnTheTargetOnly() {
    Plans plans = new Plans().image("a", BASE).label("x", "cli").label("y", "cli");

    BuildPlan plan = plans.plan("FROM a AS a\nLABEL x=1\nFROM a\nLABEL z=$A y='a b'\n");

    assertThat(plan.stage(0).config().labels()).isEqualTo(Map.of("from", "base", "x", "1"));
    assertThat(plan.target().config().labels())
        .isEqualTo(Map.of("from", "base", "x", "cli", "z", "base", "y", "cli"));
  }

  @Test
  void maintainerIsTheAuthor() {
    Plans plans = new Plans();

    assertThat(plans.plan("FROM a\nMAINTAINER Some \"Body\"\n").target().author())
        .contains("Some \"Body\"");
    assertThat(plans.plan("FROM a\n").target().author()).contains("base author");
  }

  @Test
  void volumesAndUserAreExpanded() {
    ContainerConfig config =
        Plans.config("FROM a\nENV D=data U=me\nVOLUME /$D [\nVOLUME [\"/b c\"]\nUSER $U:$U\n");

    assertThat(config.volumes()).containsExactly("/b c", "/data", "[");
    assertThat(config.user()).isEqualTo("me:me");
  }

  private static ContainerConfig onBase(String instructions) {
    return new Plans().image("a", BASE).plan("FROM a\n" + instructions).target().config();
  }
}
