// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.Instruction.Network;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What of a RUN is in its key; that of mounts has a test of its own. */
final class StepKeysTest {
  private static Digest operation(Optional<String> hostname, Map<String, String> hiddenEnv) {
    Step.Origin origin = new Step.Origin(Source.of("Dockerfile", "RUN x").span(0, 5), "x", "RUN x");
    Step.Run run =
        new Step.Run(
            origin,
            List.of("x"),
            Optional.empty(),
            Map.of(),
            hiddenEnv,
            "/",
            "",
            hostname,
            Network.HOST,
            List.of(),
            false);
    return new StepKeys(OptionalLong.empty()).operation(run);
  }

  @Test
  void hostnameCounts() {
    Digest usual = operation(Optional.empty(), Map.of());

    assertThat(operation(Optional.of("a"), Map.of()))
        .isNotEqualTo(usual)
        .isNotEqualTo(operation(Optional.of("b"), Map.of()));
  }

  @Test
  void proxiesDoNotCount() {
    assertThat(operation(Optional.empty(), Map.of("HTTP_PROXY", "http://p")))
        .isEqualTo(operation(Optional.empty(), Map.of()));
  }
}
