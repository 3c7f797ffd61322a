// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which stages are planned, and what names mean. */
class PlannerStagesTest {
  @Test
  void onlyWhatTheTargetNeedsIsPlannedAndAskedFor() {
    Plans plans = new Plans();

    BuildPlan plan =
        plans.plan("FROM a AS a\nFROM unused AS u\nFROM b AS b\nFROM c\nCOPY --from=a /x /\n");

    assertThat(plan.stages().stream().map(PlannedStage::index)).containsExactly(0, 3);
    assertThat(plans.asked).containsExactlyInAnyOrder("a linux/amd64", "c linux/amd64");
  }

  @Test
  void stagesThatAnotherComesAfterAreNeeded() {
    BuildPlan plan =
        new Plans().plan("FROM a AS One\nFROM b\nFROM unused\nFROM --after=one --after=1 c AS d\n");

    assertThat(plan.stages().stream().map(PlannedStage::index)).containsExactly(0, 1, 3);
    assertThat(plan.target().after()).containsExactly(0, 1);
  }

  @Test
  void wrongBaseHidesNoMistakeOfTheRest() {
    assertThatThrownBy(
            () ->
                new Plans()
                    .plan("FROM $NONE AS a\nEXPOSE x\nUSER $OF_THE_BASE\nFROM a\nSTOPSIGNAL y\n"))
        .isInstanceOfSatisfying(
            DockerfileException.class,
            e ->
                assertThat(e.diagnostics())
                    .extracting(d -> d.span().line())
                    .containsExactly(1, 2, 5));
  }

  @Test
  void missingImageHidesNoMistakeOfTheRest() {
    BuildException missing = new BuildException(ExitCode.REGISTRY, "no such image");
    Dockerfile dockerfile =
        Dockerfile.parse(
            Source.of(
                "Dockerfile",
                "FROM missing\nEXPOSE x\nUSER $OF_THE_BASE\nFROM scratch\nCOPY --from=0 / /\n"));
    BaseImages none =
        (place, image, platform) -> {
          throw missing;
        };

    assertThatThrownBy(() -> Planner.plan(dockerfile, PlanOptions.of(Platform.host()), none))
        .isInstanceOfSatisfying(
            DockerfileException.class,
            e ->
                assertThat(e.diagnostics())
                    .extracting(d -> d.span().line() + " " + d.message())
                    .hasSize(2)
                    .contains("1 no such image"));
  }

  @Test
  void stageThatComesAfterNoneIsRefused() {
    assertThatThrownBy(() -> new Plans().plan("FROM a AS build\nFROM --after=biuld b\n"))
        .hasMessage(
            """
            Dockerfile:2:14: error: no stage biuld comes before this one
               2 | FROM --after=biuld b
                 |              ^~~~~
                 = hint: did you mean stage build?""");
    assertThatThrownBy(() -> new Plans().plan("FROM a\nFROM --after=x b AS x\n"))
        .hasMessageContaining("no stage x comes before this one");
  }

  @Test
  void targetIsChosenByNameInAnyCaseOrByIndex() {
    String dockerfile = "FROM a AS Build\nFROM b\n";

    assertThat(new Plans().target("bUILD").plan(dockerfile).target().index()).isEqualTo(0);
    assertThat(new Plans().target("0").plan(dockerfile).target().index()).isEqualTo(0);
    assertThat(new Plans().plan(dockerfile).target().index()).isEqualTo(1);
  }

  @Test
  void unknownTargetProposesTheNearest() {
    assertThatThrownBy(() -> new Plans().target("biuld").plan("FROM a AS build\nFROM b\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            --target:1:1: error: there is no stage of this name in Dockerfile
               1 | biuld
                 | ^~~~~
                 = hint: did you mean build?""");
  }

  @Test
  void latestEarlierStageOfTheNameWins() {
    BuildPlan plan =
        new Plans().plan("FROM a AS x\nFROM b AS X\nFROM x AS x\nCOPY --from=x /a /\n");

    assertThat(plan.target().base()).isEqualTo(new Base.OtherStage(1));
    assertThat(Plans.copy(plan).from()).isEqualTo(new Base.OtherStage(1));
  }

  @Test
  void stageComesBeforeContextAndContextBeforeImage() {
    Plans plans = new Plans().contexts("dep", "base", "debian");

    BuildPlan plan =
        plans.plan(
            """
            FROM docker.io/library/debian:latest AS base
            FROM base
            COPY --from=dep a /
            COPY --from=other b /
            """);

    assertThat(((Step.Copy) plan.stages().get(0).steps().get(0)).from())
        .isEqualTo(new Base.NamedContext("debian", Platform.LINUX_AMD64));
    assertThat(plan.target().base()).isEqualTo(new Base.OtherStage(0));
    assertThat(((Step.Copy) plan.target().steps().get(0)).from())
        .isEqualTo(new Base.NamedContext("dep", Platform.LINUX_AMD64));
    assertThat(Plans.copy(plan).from()).isEqualTo(new Base.Image("other", Platform.LINUX_AMD64));
  }

  @Test
  void aStageThatHidesAContextIsAWarning() {
    BuildPlan plan = new Plans().contexts("base").plan("FROM scratch AS base\n");

    assertThat(plan.warnings()).hasSize(1);
    assertThat(plan.warnings().get(0).render())
        .contains("1:17: warning: this stage is used, not the context of that name");
  }

  @Test
  void aStageCanStartFromTheFilesOfAContext() {
    PlannedStage target = new Plans().contexts("files").plan("FROM files\nWORKDIR /d\n").target();

    assertThat(target.base()).isEqualTo(new Base.Scratch());
    assertThat(target.steps()).hasSize(2);
    assertThat(target.history()).extracting(HistoryEntry::createdBy).contains("FROM files");
  }

  @Test
  void contextsThatAreImagesOrStagesAreThese() {
    BuildPlan plan =
        new Plans()
            .context("web", new ContextSource.Image("nginx:1"))
            .context("none", new ContextSource.Image("scratch"))
            .context("alias", new ContextSource.Stage("BUILD"))
            .context("web::linux/arm64", new ContextSource.Image("nginx:arm"))
            .plan(
                """
                FROM none AS build
                FROM --platform=linux/arm64 web AS other
                FROM docker.io/library/web
                COPY --from=alias a /
                COPY --from=other a /
                """);

    assertThat(plan.stage(0).base()).isEqualTo(new Base.Scratch());
    assertThat(plan.stage(1).base()).isEqualTo(new Base.Image("nginx:arm", Plans.ARM));
    assertThat(plan.target().base()).isEqualTo(new Base.Image("nginx:1", Platform.LINUX_AMD64));
    assertThat(((Step.Copy) plan.target().steps().get(0)).from()).isEqualTo(new Base.OtherStage(0));
  }

  @Test
  void aContextThatIsAStageHasToComeBefore() {
    Plans plans = new Plans().context("alias", new ContextSource.Stage("later"));

    assertThatThrownBy(() -> plans.plan("FROM alias\nFROM scratch AS later\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("no stage later comes before the one that reads it");
  }

  @Test
  void copyFromALaterStageIsAnError() {
    String dockerfile = "FROM a\nCOPY --from=b x /\nFROM c AS b\nCOPY --from=0 y /\n";

    assertThatThrownBy(() -> new Plans().plan(dockerfile))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            Dockerfile:2:13: error: stage b does not come before this one
               2 | COPY --from=b x /
                 |             ^""");
  }

  @Test
  void indexOfThisOrALaterStageIsAnError() {
    assertThatThrownBy(() -> new Plans().plan("FROM a\nCOPY --from=0 x /\nCOPY --from=7 x /\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("stage 0 does not come before this one, which is stage 0")
        .hasMessageContaining("there is no stage 7, the first one is 0");
  }

  @Test
  void imageWithNearlyTheNameOfAStageIsWarnedOf() {
    BuildPlan plan = new Plans().plan("FROM a AS build\nFROM b\nCOPY --from=biuld x /\n");

    assertThat(plan.warnings().get(0).render())
        .isEqualTo(
            """
            Dockerfile:3:13: warning: no stage is named biuld: it is an image
               3 | COPY --from=biuld x /
                 |             ^~~~~
                 = hint: did you mean stage build?""");
  }

  @Test
  void variablesInCopyFromNameStagesAndImages() {
    BuildPlan plan =
        new Plans()
            .arg("I", "image")
            .plan(
                """
                ARG G=first
                FROM a AS first
                FROM b AS unused
                FROM c AS base
                ARG G
                ENV N=$G
                FROM base
                ARG I
                COPY --from=$I y /
                COPY --from=${N%st}st x /
                """);

    assertThat(plan.stages().stream().map(PlannedStage::index)).containsExactly(0, 2, 3);
    assertThat(((Step.Copy) plan.target().steps().get(0)).from())
        .isEqualTo(new Base.Image("image", Platform.LINUX_AMD64));
    assertThat(Plans.copy(plan).from()).isEqualTo(new Base.OtherStage(0));
  }

  @Test
  void copyFromAVariableWithoutValueIsAnError() {
    assertThatThrownBy(() -> new Plans().plan("ARG X=a\nFROM a\nCOPY --from=$X x /\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            Dockerfile:3:13: error: --from=$X is blank
               3 | COPY --from=$X x /
                 |             ^~
                 = hint: a variable in it needs a value: by an ARG in this stage""");
  }

  @Test
  void stageThatOnlyAnImageNamesIsAnError() {
    Plans plans =
        new Plans()
            .image("b", ContainerConfig.EMPTY.withEnv(new LinkedHashMap<>(Map.of("S", "a"))));

    assertThatThrownBy(() -> plans.plan("FROM x AS a\nFROM b\nCOPY --from=$S x /\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("from a variable of the base image: use an ARG");
  }

  @Test
  void argumentOfFromWithoutValueIsExplained() {
    assertThatThrownBy(() -> new Plans().plan("ARG BASE\nFROM $BASE\nFROM ${BSAE}x$TARGETARC\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            Dockerfile:2:6: error: the base image $BASE is a blank name
               2 | FROM $BASE
                 |      ^~~~~
                 = hint: give it a value: ARG BASE=…, or --build-arg BASE=…""");
    assertThatThrownBy(() -> new Plans().plan("ARG BASE=x\nFROM $BSAE\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("hint: did you mean BASE?");
  }

  @Test
  void blankImageNameIsAnErrorWithTheCause() {
    assertThatThrownBy(() -> new Plans().plan("FROM ${BASE}\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            Dockerfile:1:6: error: the base image ${BASE} is a blank name
               1 | FROM ${BASE}
                 |      ^~~~~~~
                 = hint: give it a value by an ARG before the first FROM""");
  }

  @Test
  void errorsOfAllNeededStagesAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                new Plans().plan("FROM a AS a\nEXPOSE x\nFROM a\nSTOPSIGNAL NO\nUSER ${x?unset}\n"))
        .isInstanceOfSatisfying(
            DockerfileException.class, e -> assertThat(e.diagnostics()).hasSize(3));
  }

  @Test
  void platformOfAStageIsThatOfItsFrom() {
    Plans plans = new Plans().platform(Plans.ARM);

    BuildPlan plan =
        plans.plan("FROM --platform=$BUILDPLATFORM a AS a\nFROM b\nCOPY --from=a /x /\n");

    assertThat(plans.asked).containsExactlyInAnyOrder("a linux/amd64", "b linux/arm64");
    assertThat(plan.stages().get(0).platform().architecture()).isEqualTo("amd64");
    assertThat(plan.target().platform().architecture()).isEqualTo("arm64");
  }

  @Test
  void triggersOfTheBaseImageRunFirstAndAreGone() {
    Plans plans =
        new Plans()
            .image("a", ContainerConfig.EMPTY.withOnBuild(List.of("COPY . /app", "RUN make")));

    PlannedStage stage = plans.plan("FROM a\nRUN test\nONBUILD RUN later\n").target();

    assertThat(stage.steps().stream().map(s -> s.origin().displayName()))
        .containsExactly("[2/4] COPY . /app", "[3/4] RUN make", "[4/4] RUN test");
    assertThat(stage.displayName()).isEqualTo("[1/4] FROM a");
    assertThat(stage.config().onBuild()).containsExactly("RUN later");
  }

  @Test
  void triggersOfAStageRunInItsChildOnly() {
    BuildPlan plan = new Plans().plan("FROM a AS a\nONBUILD ENV X=1\nFROM a AS b\nFROM b\nRUN y\n");

    assertThat(plan.stage(0).config().onBuild()).containsExactly("ENV X=1");
    assertThat(plan.stage(1).config().env()).containsEntry("X", "1");
    assertThat(plan.stage(1).config().onBuild()).isEmpty();
    assertThat(plan.target().history()).hasSize(1);
  }

  @Test
  void triggerMayBringAStageThatNothingElseNeeds() {
    Plans plans =
        new Plans().image("b", ContainerConfig.EMPTY.withOnBuild(List.of("COPY --from=x /a /b")));

    BuildPlan plan = plans.plan("FROM a AS x\nFROM b\n");

    assertThat(plan.stages().stream().map(PlannedStage::index)).containsExactly(0, 1);
  }

  @Test
  void wrongTriggerOfAnImageIsShown() {
    Plans plans = new Plans().image("b", ContainerConfig.EMPTY.withOnBuild(List.of("RNU x")));

    assertThatThrownBy(() -> plans.plan("FROM b\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageStartingWith("ONBUILD of b:1:1: error: unknown instruction RNU");
  }

  @Test
  void tenThousandStagesInARowArePlanned() {
    StringBuilder dockerfile = new StringBuilder("FROM scratch AS s0\n");
    for (int i = 1; i < 10_000; i++) {
      dockerfile.append("FROM s").append(i - 1).append(" AS s").append(i).append('\n');
    }

    assertThat(new Plans().plan(dockerfile.toString()).stages()).hasSize(10_000);
  }

  private static String hint(String dockerfile) {
    BaseImages none =
        (place, image, platform) -> {
          throw new BuildException(
              ExitCode.REGISTRY, image, "Dockerfile: " + image, new IOException());
        };
    Dockerfile parsed = Dockerfile.parse(Source.of("Dockerfile", dockerfile));
    try {
      Planner.plan(parsed, PlanOptions.of(Platform.LINUX_AMD64), none);
      return "";
    } catch (BuildException e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.REGISTRY);
      return e.rendered().orElseThrow();
    }
  }

  @Test
  void anImageThatCanNotBeHadMayBeAMisspeltStage() {
    assertThat(hint("FROM scratch AS Build\nFROM bulid\n"))
        .isEqualTo("Dockerfile: bulid\n     = hint: did you mean stage build?");
    assertThat(hint("FROM bulid\nFROM scratch AS build\nCOPY --from=0 /a /b\n"))
        .isEqualTo("Dockerfile: bulid");
    assertThat(hint("FROM Build\nFROM scratch AS build\nCOPY --from=0 /a /b\n"))
        .isEqualTo("Dockerfile: Build\n     = hint: stage build does not come before this one");
    assertThat(hint("FROM scratch AS build\nFROM debian\n")).isEqualTo("Dockerfile: debian");
  }
}
