// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Platform;
import java.util.List;
import java.util.Optional;

/**
 * One stage: what it starts from, the steps that change its files, and what its image says.
 *
 * @param index position of its FROM in the Dockerfile, from 0
 * @param name as {@code AS} gives it, else "stage-INDEX"
 * @param config of the finished stage: the base's with all instructions folded in
 * @param history of this stage's own instructions, in order; the base's comes before it
 */
public record PlannedStage(
    int index,
    String name,
    Base base,
    Platform platform,
    List<Step> steps,
    ContainerConfig config,
    Optional<String> author,
    List<HistoryLine> history) {
  public PlannedStage {
    steps = List.copyOf(steps);
    history = List.copyOf(history);
  }

  /**
   * One instruction in the image's history.
   *
   * @param step index in {@link #steps} of the step it is; absent if it only changes the config
   */
  public record HistoryLine(String createdBy, Optional<Integer> step) {}

  /** What a stage starts from. */
  public sealed interface Base {}

  /** {@code FROM scratch}: no files. */
  public record Scratch() implements Base {}

  /** An image by its name, as written after expansion. */
  public record ImageBase(String image) implements Base {}

  /** An earlier stage, by its {@link #index}. */
  public record StageBase(int stage) implements Base {}
}
