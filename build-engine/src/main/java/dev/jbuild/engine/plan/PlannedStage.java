// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Span;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Platform;
import java.util.List;
import java.util.Optional;

/**
 * A stage that the target needs.
 *
 * @param index among all stages of the Dockerfile
 * @param from the FROM instruction
 * @param displayName of the FROM: {@code [build 1/5] FROM debian:bookworm}
 * @param after the stages that have to be done before this one runs anything
 * @param platform of the base image, else what was asked for
 * @param target what was asked for: by FROM, else for the whole build
 * @param steps in order; each sees the files of the one before
 * @param config of the image, what the base has included
 * @param author of MAINTAINER
 * @param history of this stage's instructions, after that of the base; those with a step are in the
 *     order of {@code steps}
 */
public record PlannedStage(
    int index,
    Optional<String> name,
    Span from,
    String displayName,
    Base base,
    List<Integer> after,
    Platform platform,
    Platform target,
    List<Step> steps,
    ContainerConfig config,
    Optional<String> author,
    List<HistoryEntry> history) {

  public PlannedStage {
    after = List.copyOf(after);
    steps = List.copyOf(steps);
    history = List.copyOf(history);
  }
}
