// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.Instruction.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RUN, COPY, ADD and WORKDIR, and the history. */
class PlannerStepsTest {
  @Test
  void runHasShellDirectoryUserAndEnvironment() {
    Step.Run run = Plans.run("FROM a\nWORKDIR /w\nUSER me\nENV A=1\nRUN echo $A \\\n  && b\n");

    assertThat(run.args()).containsExactly("/bin/sh", "-c", "echo $A   && b");
    assertThat(run.cwd()).isEqualTo("/w");
    assertThat(run.user()).isEqualTo("me");
    assertThat(run.env()).containsOnlyKeys("PATH", "A");
    assertThat(run.origin().span()).hasToString("Dockerfile:5:1");
    assertThat(run.origin().span().lastLine()).isEqualTo(6);
  }

  @Test
  void execFormIsTakenAsItIs() {
    assertThat(Plans.run("FROM a\nRUN [\"echo\", \"$A\"]\n").args()).containsExactly("echo", "$A");
  }

  @Test
  void networkIsThatOfTheInstructionElseOfTheOption() {
    assertThat(Plans.run("FROM a\nRUN x\n").network()).isEqualTo(Network.HOST);
    assertThat(Plans.run("FROM a\nRUN --network=none x\n").network()).isEqualTo(Network.NONE);
    Plans none = new Plans().network(Network.NONE);
    assertThat(Plans.run(none.plan("FROM a\nRUN --network=default x\n")).network())
        .isEqualTo(Network.NONE);
    assertThat(Plans.run(none.plan("FROM a\nRUN --network=host x\n")).network())
        .isEqualTo(Network.HOST);
  }

  @Test
  void destinationIsAbsoluteAndSaysWhetherItIsADirectory() {
    assertThat(destination("f")).isEqualTo("/w/f");
    assertThat(destination("d/")).isEqualTo("/w/d/");
    assertThat(destination(".")).isEqualTo("/w/");
    assertThat(destination("./")).isEqualTo("/w/");
    assertThat(destination("..")).isEqualTo("/");
    assertThat(destination("/a//b/../c/.")).isEqualTo("/a/c/");
    assertThat(destination("/")).isEqualTo("/");
    assertThat(destination("$D")).isEqualTo("/w/dir/");
  }

  @Test
  void sourcesAreClampedToTheRootOfTheContext() {
    assertThat(Plans.copy("FROM a\nCOPY ../a b/ ./c/*.txt . /\n").paths())
        .containsExactly("/a", "/b", "/c/*.txt", "/");
  }

  @Test
  void severalSourcesMakeADirectory() {
    BuildPlan plan = new Plans().plan("FROM a\nCOPY a b /c\n");

    assertThat(Plans.copy(plan).destination()).isEqualTo("/c/");
    assertThat(plan.warnings().get(0).render())
        .isEqualTo(
            """
            Dockerfile:2:10: warning: with more than one source the destination is a directory
               2 | COPY a b /c
                 |          ^~
                 = hint: say so: /c/""");
  }

  @Test
  void emptySourceIsEverythingAndWarnedOf() {
    BuildPlan plan = new Plans().plan("FROM a\nCOPY $unset x /c/\n");

    assertThat(Plans.copy(plan).paths()).containsExactly("/", "/x");
    assertThat(plan.warnings().get(0).message())
        .isEqualTo("the source is empty, which means everything");
  }

  @Test
  void copyKeepsOwnerModeAndLink() {
    Step.Copy copy =
        Plans.copy("FROM a\nARG U=me\nCOPY --link --chown=$U:$U --chmod=0$none a /b\n");

    assertThat(copy.from()).isEqualTo(new Base.BuildContext());
    assertThat(copy.chown()).contains("me:me");
    assertThat(copy.chmod()).contains("0");
    assertThat(copy.link()).isTrue();
    assertThat(copy.unpack()).isFalse();
    assertThat(copy.origin().createdBy()).hasToString("COPY --chown=me:me --chmod=0 --link a /b");
  }

  @Test
  void addUnpacksUnlessToldNotTo() {
    assertThat(Plans.copy("FROM a\nADD a.tar /b\n").unpack()).isTrue();
    assertThat(Plans.copy("FROM a\nADD --unpack=false a.tar /b\n").unpack()).isFalse();
  }

  @Test
  void workdirIsAStepUnlessItIsTheRoot() {
    List<Step> steps = Plans.steps("FROM a\nUSER me\nWORKDIR /\nWORKDIR x\n");

    assertThat(steps).hasSize(1);
    Step.Workdir workdir = (Step.Workdir) steps.get(0);
    assertThat(workdir.path()).isEqualTo("/x");
    assertThat(workdir.user()).isEqualTo("me");
  }

  @Test
  void historyHasEveryInstructionAndItsStep() {
    String dockerfile =
        """
        FROM a
        ARG V=1 W
        ENV A=b
        RUN make
        COPY --from=b /x y /z/
        WORKDIR /w
        LABEL l="x y"
        USER u
        EXPOSE 80
        VOLUME /v
        STOPSIGNAL 9
        SHELL ["s", "-c"]
        CMD ["a", "b\\"c"]
        ENTRYPOINT e
        HEALTHCHECK CMD x
        ONBUILD RUN y
        MAINTAINER m
        """;

    assertThat(Plans.history(dockerfile))
        .containsExactly(
            "ARG V=1 W",
            "ENV A=b",
            "RUN |2 V=1 W= /bin/sh -c make",
            "COPY /x y /z/",
            "WORKDIR /w",
            "LABEL l=x y",
            "USER u",
            "EXPOSE [80]",
            "VOLUME [/v]",
            "STOPSIGNAL 9",
            "SHELL [s -c]",
            "CMD [\"a\" \"b\\\"c\"]",
            "ENTRYPOINT [\"s\" \"-c\" \"e\"]",
            "HEALTHCHECK [\"CMD-SHELL\" \"x\"]",
            "ONBUILD RUN y",
            "MAINTAINER m");
    PlannedStage stage = new Plans().plan(dockerfile).target();
    assertThat(stage.history().stream().flatMap(h -> h.step().stream())).isEqualTo(stage.steps());
  }

  @Test
  void stepsAreNumberedAsBuildKitDoes() {
    BuildPlan plan =
        new Plans()
            .plan(
                "FROM a AS build\nRUN  x\nFROM build\nCOPY b /c\nFROM scratch\nCOPY --from=1 d /\n");

    assertThat(plan.stage(0).displayName()).isEqualTo("[build 1/2] FROM a");
    assertThat(plan.stage(0).steps().get(0).origin().displayName()).isEqualTo("[build 2/2] RUN  x");
    assertThat(plan.stage(1).steps().get(0).origin().displayName())
        .isEqualTo("[stage-1 1/1] COPY b /c");
    assertThat(plan.target().steps().get(0).origin().displayName())
        .isEqualTo("[stage-2 1/1] COPY --from=1 d /");
  }

  @Test
  void tenThousandInstructionsArePlanned() {
    String dockerfile =
        "FROM a\nENV A=1\n" + "ENV A=$A B=1\nRUN echo\nCOPY $A x /y/\n".repeat(3_334);

    assertThat(Plans.history(dockerfile)).hasSize(10_003);
  }

  private static String destination(String written) {
    return Plans.copy("FROM a\nENV D=dir/\nWORKDIR /w\nCOPY a " + written + "\n").destination();
  }
}
