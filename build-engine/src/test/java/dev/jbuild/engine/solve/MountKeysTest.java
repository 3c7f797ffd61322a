// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.plan.PlanOptions;
import dev.jbuild.engine.plan.Planner;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a mount is in the operation of a RUN. */
final class MountKeysTest {
  private static Digest operation(String mount) {
    String text = "FROM x\nRUN --mount=" + mount + " make";
    var plan =
        Planner.plan(
            Dockerfile.parse(Source.of("Dockerfile", text)),
            PlanOptions.of(Platform.LINUX_AMD64),
            (place, image, platform) ->
                new ImageConfig(
                    platform.orElseThrow(),
                    Optional.empty(),
                    Optional.empty(),
                    ContainerConfig.EMPTY,
                    List.of(),
                    List.of()));
    return new StepKeys(OptionalLong.empty()).operation(plan.target().steps().get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          target=/a               | target=/b
          target=/a               | target=/a,rw
          type=cache,target=/a    | type=cache,target=/a,id=b
          type=cache,target=/a    | type=cache,target=/a,uid=1
          type=tmpfs,target=/a    | type=tmpfs,target=/a,size=1m
          type=secret,id=a        | type=secret,id=b
          type=secret,id=a        | type=secret,id=a,env=A
          type=secret,id=a        | type=secret,id=a,mode=0444
          type=ssh                | type=ssh,target=/a
          """)
  void whatIsMountedWhereCounts(String one, String other) {
    assertThat(operation(one)).isNotEqualTo(operation(other));
  }

  @Test
  void whoElseMayUseACacheDoesNotCount() {
    assertThat(operation("type=cache,target=/a"))
        .isEqualTo(operation("type=cache,target=/a,sharing=locked"));
  }

  @Test
  void sourceOfABindCountsByItsContentOnly() {
    assertThat(operation("target=/a,source=b")).isEqualTo(operation("target=/a,source=c"));
  }
}
