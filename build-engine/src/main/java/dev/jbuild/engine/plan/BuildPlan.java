// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import java.util.List;

/**
 * The stages that the target needs, each after those it depends on, the target last.
 *
 * @param warnings what the user should know though nothing is wrong
 */
public record BuildPlan(List<PlannedStage> stages, List<Diagnostic> warnings) {
  public BuildPlan {
    stages = List.copyOf(stages);
    warnings = List.copyOf(warnings);
  }

  /** The stage whose image is built. */
  public PlannedStage target() {
    return stages.get(stages.size() - 1);
  }
}
