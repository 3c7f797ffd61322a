// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.DockerfileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** ARG, ENV and what RUN sees of them. */
class PlannerArgsTest {
  @Test
  void globalArgumentIsSeenByFromAndImportedByName() {
    Plans plans = new Plans();

    BuildPlan plan =
        plans.plan("ARG V=1\nARG W=$V.0\nFROM a:$W\nENV X=[$V]\nARG V\nENV Y=[$V]\nRUN x\n");

    assertThat(plans.asked).containsExactly("a:1.0 linux/amd64");
    assertThat(plan.target().config().env()).containsEntry("X", "[]").containsEntry("Y", "[1]");
    assertThat(Plans.run(plan).env()).containsEntry("V", "1");
  }

  @Test
  void ownDefaultWinsOverTheGlobalOne() {
    assertThat(Plans.run("ARG V=1\nFROM a\nARG V=2\nRUN x\n").env()).containsEntry("V", "2");
  }

  @Test
  void buildArgumentWinsOverEveryDefaultAndItsErrors() {
    Plans plans = new Plans().arg("V", "cli").arg("G", "given");

    BuildPlan plan = plans.plan("ARG G=x\nFROM $G\nARG V=${none?unset}\nRUN x\n");

    assertThat(Plans.run(plan).env()).containsEntry("V", "cli");
    assertThat(plans.asked).containsExactly("given linux/amd64");
  }

  @Test
  void argumentsAreEvaluatedFromLeftToRight() {
    assertThat(Plans.run("FROM a\nARG a=1 b=$a\nRUN x\n").env()).containsEntry("b", "1");
  }

  @Test
  void lastOfArgAndEnvWinsAtBuildTimeAndEnvInTheImage() {
    BuildPlan plan = new Plans().plan("FROM a\nENV X=1\nARG X=2\nRUN x\n");

    assertThat(Plans.run(plan).env()).containsEntry("X", "2");
    assertThat(plan.target().config().env()).containsEntry("X", "1");
    assertThat(Plans.run("FROM a\nARG X=2\nENV X=1\nRUN x\n").env()).containsEntry("X", "1");
  }

  @Test
  void argumentWithoutValueChangesNothing() {
    Step.Run run = Plans.run("FROM a\nENV X=1\nARG X\nARG Y\nRUN x\n");

    assertThat(run.env()).containsEntry("X", "1").doesNotContainKey("Y");
    assertThat(run.origin().createdBy()).hasToString("RUN |2 X=1 Y= /bin/sh -c x");
  }

  @Test
  void scopeBeginsAtItsLineAndEndsWithTheStage() {
    BuildPlan plan =
        new Plans().plan("FROM a AS a\nRUN x\nARG V=1\nFROM b\nRUN y\nCOPY --from=a /x /\n");

    assertThat(((Step.Run) plan.stage(0).steps().get(0)).env()).doesNotContainKey("V");
    assertThat(((Step.Run) plan.target().steps().get(0)).env()).doesNotContainKey("V");
  }

  @Test
  void childStageInheritsArgumentsButItsEnvWins() {
    Step.Run run = Plans.run("FROM a AS a\nARG V=1\nENV W=env\nARG W=arg\nFROM a\nRUN x\n");

    assertThat(run.env()).containsEntry("V", "1").containsEntry("W", "env");
  }

  @Test
  void platformArgumentsAreThereForFromAndByNameForStages() {
    Plans plans = new Plans().platform(Plans.ARM);

    BuildPlan plan =
        plans.plan(
            "FROM a:$TARGETARCH\nENV N=[$TARGETOS]\nARG TARGETPLATFORM BUILDARCH TARGETSTAGE\nRUN x\n");

    assertThat(plans.asked).containsExactly("a:arm64 linux/arm64");
    assertThat(Plans.run(plan).env())
        .containsEntry("N", "[]")
        .containsEntry("TARGETPLATFORM", "linux/arm64")
        .containsEntry("BUILDARCH", "amd64")
        .containsEntry("TARGETSTAGE", "default");
  }

  @Test
  void proxiesAreHiddenUnlessDeclared() {
    Plans plans = new Plans().arg("HTTP_PROXY", "http://p").arg("no_proxy", "x");

    Step.Run run = Plans.run(plans.plan("FROM a\nARG no_proxy\nRUN y\n"));

    assertThat(run.hiddenEnv()).containsOnlyKeys("HTTP_PROXY");
    assertThat(run.env()).containsEntry("no_proxy", "x").doesNotContainKey("HTTP_PROXY");
    assertThat(run.origin().createdBy()).hasToString("RUN |1 no_proxy=x /bin/sh -c y");
  }

  @Test
  void unusedBuildArgumentIsWarnedOf() {
    BuildPlan plan =
        new Plans()
            .arg("VERISON", "1")
            .arg("HTTP_PROXY", "p")
            .arg("BUILDKIT_SBOM_SCAN_STAGE", "1")
            .arg("OTHER", "1")
            .plan("FROM a AS unused\nARG OTHER\nFROM a\nARG VERSION BUILDKIT_SBOM_SCAN_STAGE\n");

    assertThat(plan.warnings().stream().map(Diagnostic::render))
        .containsExactly(
            """
            --build-arg:1:1: warning: no ARG declares VERISON
               1 | VERISON
                 | ^~~~~~~
                 = hint: did you mean VERSION?""");
  }

  @Test
  void argumentForBuildKitIsNoVariableOfPrograms() {
    Step.Run run = Plans.run("FROM a\nARG BUILDKIT_SBOM_SCAN_STAGE=true\nRUN x\n");

    assertThat(run.env()).doesNotContainKey("BUILDKIT_SBOM_SCAN_STAGE");
  }

  @Test
  void argumentForBuildKitThatDoesNothingIsWarnedOf() {
    BuildPlan plan = new Plans().arg("BUILDKIT_MULTI_PLATFORM", "1").plan("FROM a\n");

    assertThat(plan.warnings())
        .extracting(Diagnostic::message)
        .containsExactly(
            "BUILDKIT_MULTI_PLATFORM has no effect: what it asks BuildKit for is not supported yet");
  }

  @Test
  void argumentForBuildKitThatIsHeededIsNotWarnedOf() {
    BuildPlan plan =
        new Plans()
            .arg("BUILDKIT_SANDBOX_HOSTNAME", "lab")
            .arg("BUILDKIT_CACHE_MOUNT_NS", "ci")
            .arg("BUILDKIT_DOCKERFILE_CHECK", "skip=all")
            .arg("BUILDKIT_SYNTAX", "mirror.example.org/docker/dockerfile:1.7")
            .arg("BUILDKIT_CONTEXT_KEEP_GIT_DIR", "1")
            .plan("FROM a\nRUN x\n");

    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void frontendOfAnotherLanguageIsWarnedOf() {
    BuildPlan plan = new Plans().arg("BUILDKIT_SYNTAX", "example.org/mine:1 x").plan("FROM a\n");

    assertThat(plan.warnings())
        .extracting(Diagnostic::message)
        .containsExactly(
            "the frontend example.org/mine is not used: jbuild reads the language itself");
  }

  @Test
  void theGitDirectoryIsKeptIfTheArgumentIsTrueAsGoHasIt() {
    String name = "BUILDKIT_CONTEXT_KEEP_GIT_DIR";

    assertThat(BuildArgs.keepsGitDirectory(Map.of())).isFalse();
    assertThat(BuildArgs.keepsGitDirectory(Map.of(name, "T"))).isTrue();
    assertThat(BuildArgs.keepsGitDirectory(Map.of(name, "0"))).isFalse();
    assertThatThrownBy(() -> BuildArgs.keepsGitDirectory(Map.of(name, "on")))
        .hasMessageContaining("--build-arg:1:31: error: " + name + " is true or false");
  }

  @Test
  void hostnameOfRunIsThatOfTheArgument() {
    Plans plans = new Plans().arg("BUILDKIT_SANDBOX_HOSTNAME", "my-Host_1.lan");

    assertThat(Plans.run(plans.plan("FROM a\nRUN x\n")).hostname()).contains("my-Host_1.lan");
    assertThat(Plans.run("FROM a\nRUN x\n").hostname()).isEmpty();
    Plans empty = new Plans().arg("BUILDKIT_SANDBOX_HOSTNAME", "");
    assertThat(Plans.run(empty.plan("FROM a\nRUN x\n")).hostname()).isEmpty();
  }

  @Test
  void hostnameThatLinuxDoesNotTakeIsAnError() {
    for (String name : List.of("a b", "a\nb", "x".repeat(65), "hôte")) {
      Plans plans = new Plans().arg("BUILDKIT_SANDBOX_HOSTNAME", name);

      assertThatThrownBy(() -> plans.plan("FROM a\nRUN x\nRUN y\n"))
          .isInstanceOf(DockerfileException.class)
          .hasMessageContaining("a host name has at most 64");
      assertThat(plans.asked).isEmpty();
    }
  }

  @Test
  void epochIsThatOfTheOptionElseOfTheArgument() {
    Plans plans = new Plans().arg("SOURCE_DATE_EPOCH", "1700000000");

    assertThat(plans.plan("FROM a\n").sourceDateEpoch())
        .contains(Instant.ofEpochSecond(1_700_000_000));
    BuildPlan option =
        new Plans().epoch(Instant.ofEpochSecond(5)).plan("FROM a\nARG SOURCE_DATE_EPOCH\nRUN x\n");
    assertThat(option.sourceDateEpoch()).contains(Instant.ofEpochSecond(5));
    assertThat(Plans.run(option).env()).containsEntry("SOURCE_DATE_EPOCH", "5");
  }

  @Test
  void epochThatIsNoNumberIsAnError() {
    assertThatThrownBy(() -> new Plans().arg("SOURCE_DATE_EPOCH", "now").plan("FROM a\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("SOURCE_DATE_EPOCH is a number of seconds since 1970, not now");
  }

  @Test
  void valuesCanNotGrowWithoutEnd() {
    String dockerfile = "FROM a\nENV A=0123456789\n" + "ENV A=$A$A$A$A\n".repeat(40);

    assertThatThrownBy(() -> new Plans().plan(dockerfile))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("the value is longer than 4 MiB");
  }
}
