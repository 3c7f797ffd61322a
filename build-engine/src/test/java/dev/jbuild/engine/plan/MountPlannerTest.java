// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.engine.ByteSize;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MountPlannerTest {
  private static Mount mount(String flag) {
    List<Mount> mounts = Plans.run("FROM x\nWORKDIR /w\nRUN --mount=" + flag + " true").mounts();
    assertThat(mounts).hasSize(1);
    return mounts.get(0);
  }

  @Test
  void bindIsTheTypeAndTheContextIsBound() {
    Mount.Bind bind = (Mount.Bind) mount("target=/src");

    assertThat(bind.read()).isEqualTo(new Mount.Read(new Base.BuildContext(), "/"));
    assertThat(bind.target()).isEqualTo("/src");
    assertThat(bind.readOnly()).isTrue();
  }

  @Test
  void lastOfReadOnlyAndReadWriteCounts() {
    assertThat(((Mount.Bind) mount("target=/a,rw")).readOnly()).isFalse();
    assertThat(((Mount.Bind) mount("target=/a,rw,ro=true")).readOnly()).isTrue();
    assertThat(((Mount.Bind) mount("target=/a,ro=false")).readOnly()).isFalse();
    assertThat(((Mount.Tmpfs) mount("type=tmpfs,target=/a")).readOnly()).isFalse();
  }

  @Test
  void relativeTargetIsBelowTheWorkingDirectory() {
    assertThat(((Mount.Bind) mount("target=a/../b")).target()).isEqualTo("/w/b");
    assertThat(((Mount.Bind) mount("source=x")).target()).isEqualTo("/w");
  }

  @Test
  void sourceStaysInItsTree() {
    assertThat(((Mount.Bind) mount("source=../../etc,target=/a")).read().source())
        .isEqualTo("/etc");
  }

  @Test
  void valuesAreExpandedButFrom() {
    String dockerfile =
        "FROM x\nARG WHERE=/opt\nARG T=tmpfs\nRUN --mount=type=$T,target=${WHERE}/t true";

    assertThat(((Mount.Tmpfs) Plans.run(dockerfile).mounts().get(0)).target()).isEqualTo("/opt/t");
    assertThatThrownBy(() -> mount("from=$s,target=/a"))
        .hasMessageContaining("variables are not expanded in from");
  }

  @Test
  void stageThatIsMountedIsNeeded() {
    BuildPlan plan =
        new Plans()
            .plan(
                "FROM x AS unused\nFROM x AS tools\nFROM x\n"
                    + "RUN --mount=from=TOOLS,target=/t --mount=from=0,target=/u true");

    assertThat(plan.stages().stream().map(PlannedStage::index)).containsExactly(0, 1, 2);
    assertThat(Plans.run(plan).mounts().get(0).reads().orElseThrow().from())
        .isEqualTo(new Base.OtherStage(1));
  }

  @Test
  void cacheIsNamedByItsTarget() {
    Mount.Cache cache = (Mount.Cache) mount("type=cache,target=/root/.m2/");

    assertThat(cache.id()).isEqualTo("/root/.m2");
    assertThat(cache.sharing()).isEqualTo(Mount.Sharing.SHARED);
    assertThat(cache.readOnly()).isFalse();
    assertThat(cache.reads()).isEmpty();
    assertThat(cache.access()).isEqualTo(Mount.Access.UNSAID);
  }

  @Test
  void cacheHasAllItsOptions() {
    Mount.Cache cache =
        (Mount.Cache)
            mount("type=cache,id=c,target=/c,sharing=LOCKED,mode=0770,uid=7,gid=8,ro,from=img");

    assertThat(cache.id()).isEqualTo("c");
    assertThat(cache.sharing()).isEqualTo(Mount.Sharing.LOCKED);
    assertThat(cache.readOnly()).isTrue();
    assertThat(cache.access())
        .isEqualTo(new Mount.Access(OptionalInt.of(0770), OptionalLong.of(7), OptionalLong.of(8)));
    assertThat(cache.reads().orElseThrow().from()).isInstanceOf(Base.Image.class);
  }

  @Test
  void ownerIsOnlyThatOfAnEmptyCache() {
    Mount.Cache cache = (Mount.Cache) mount("type=cache,target=/c,from=img,source=/s,uid=7");

    assertThat(cache.access()).isEqualTo(Mount.Access.UNSAID);
    assertThat(cache.reads().orElseThrow().source()).isEqualTo("/s");
  }

  @Test
  void namespaceStandsBeforeTheIdsOfCaches() {
    BuildPlan plan =
        new Plans()
            .arg("BUILDKIT_CACHE_MOUNT_NS", "ns")
            .plan("FROM x\nRUN --mount=type=cache,id=c,target=/c true");

    assertThat(((Mount.Cache) Plans.run(plan).mounts().get(0)).id()).isEqualTo("ns/c");
  }

  @ParameterizedTest
  @CsvSource({"100,100", "64m,67108864", "1.5GiB,1610612736", "2kb,2048", "1 M,1048576"})
  void sizesHaveUnits(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @Test
  void sizeOfATmpfsIsKept() {
    assertThat(((Mount.Tmpfs) mount("type=tmpfs,target=/t,size=1m")).maxBytes()).hasValue(1 << 20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id=a              | a   | /run/secrets/a
          source=a          | a   | /run/secrets/a
          id=x/a            | x/a | /run/secrets/a
          target=/b/a       | a   | /b/a
          id=i,target=b     | i   | /w/b
          id=i,env=A        | i   |
          id=i,env=A,dst=/a | i   | /a
          """)
  void secretsHaveAnIdAndATarget(String flag, String id, String target) {
    Mount.Secret secret = (Mount.Secret) mount("type=secret," + flag);

    assertThat(secret.id()).isEqualTo(id);
    assertThat(secret.target().orElse(null)).isEqualTo(target);
    assertThat(secret.required()).isFalse();
  }

  @Test
  void agentsAreNumbered() {
    List<Mount> mounts =
        Plans.run("FROM x\nRUN --mount=type=ssh --mount=type=ssh,id=b,required true").mounts();

    Mount.Ssh first = (Mount.Ssh) mounts.get(0);
    Mount.Ssh second = (Mount.Ssh) mounts.get(1);
    assertThat(first.id()).isEqualTo("default");
    assertThat(first.target()).isEqualTo("/run/buildkit/ssh_agent.0");
    assertThat(second.target()).isEqualTo("/run/buildkit/ssh_agent.1");
    assertThat(second.required()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type=cash,target=/a               | unknown type of mount cash
          target=/                          | nothing can be mounted on /
          target=/a,uid=1                   | uid is not for mounts of type bind but cache, secret, ssh
          type=cache,target=/a,size=1       | size is not for mounts of type cache but tmpfs
          type=cache,target=/a,required     | required is not for mounts of type cache
          target=/a,sharing=locked          | sharing is not for mounts of type bind but cache
          type=cache,target=/a,sharing=none | sharing is shared, private or locked, not none
          type=cache,target=/a,mode=9       | mode is an octal mode, not 9
          type=cache,target=/a,uid=root     | uid is a number of a user or group, not root
          type=tmpfs,target=/a,size=much    | "much" is no size
          type=secret                       | a secret needs an id
          type=secret,id=a,source=b         | source is another name for id, and both are given
          type=secret,id=a,from=b           | a secret is not from anywhere but the command line
          target=/a,ro=maybe                | it is true or false, not "maybe"
          from=later,target=/a              | stage later does not come before this one
          """)
  void wrongOnesAreNamed(String flag, String message) {
    String dockerfile = "FROM x\nRUN --mount=" + flag + " true\nFROM x AS later\n";

    assertThatThrownBy(() -> new Plans().target("0").plan(dockerfile))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("error: " + message);
  }

  @Test
  void optionsWithoutEffectAreWarnedOf() {
    BuildPlan plan = new Plans().plan("FROM x\nRUN --mount=type=tmpfs,target=/a,id=b true");

    assertThat(plan.warnings().stream().map(Diagnostic::message))
        .containsExactly("id has no effect on a mount of type tmpfs");
  }

  @Test
  void insecureHasToBeAllowed() {
    String dockerfile = "FROM x\nRUN --security=insecure true";

    assertThatThrownBy(() -> Plans.run(dockerfile))
        .hasMessageContaining("= hint: allow it by --allow security.insecure");
    assertThat(Plans.run(new Plans().allowInsecure().plan(dockerfile)).insecure()).isTrue();
  }

  @Test
  void devicesAreRefusedByName() {
    assertThatThrownBy(() -> Plans.run("FROM x\nRUN --device=nvidia.com/gpu=all true"))
        .hasMessageContaining("RUN --device is not supported")
        .hasMessageContaining("nvidia.com/gpu=all");
  }
}
