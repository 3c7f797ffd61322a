// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What has to be done: the stages that the target needs, each after those that it reads from.
 *
 * @param sourceDateEpoch of the options or of the build argument
 */
public record BuildPlan(
    List<PlannedStage> stages, List<Diagnostic> warnings, Optional<Instant> sourceDateEpoch) {

  public BuildPlan {
    stages = List.copyOf(stages);
    warnings = List.copyOf(warnings);
  }

  /** The stage that becomes the image: the last one. */
  public PlannedStage target() {
    return stages.get(stages.size() - 1);
  }

  /** The stage of this index in the Dockerfile, which must be needed. */
  public PlannedStage stage(int index) {
    return stages.stream()
        .filter(s -> s.index() == index)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("stage " + index + " is not needed"));
  }
}
