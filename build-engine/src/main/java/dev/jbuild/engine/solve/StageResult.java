// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.PlannedStage;
import java.util.List;
import java.util.Optional;

/**
 * A stage that is done, though its last layers may still be being written.
 *
 * @param baseImage what it starts from, if that is an image
 * @param baseStage what it starts from, if that is a stage
 * @param steps results of this stage's steps, in order
 */
record StageResult(
    PlannedStage stage,
    Optional<ResolvedImage> baseImage,
    Optional<StageResult> baseStage,
    Snapshot snapshot,
    List<StepResult> steps) {
  StageResult {
    steps = List.copyOf(steps);
  }
}
