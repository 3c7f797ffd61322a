// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Stage;
import java.util.List;
import java.util.Optional;

/**
 * A stage that {@code SOURCE_DATE_EPOCH} names for the time of what it fetches. As in BuildKit it
 * is FROM scratch and has one ADD of one URL or repository, and besides only ARGs.
 */
public final class DateStage {
  private DateStage() {}

  /** The first stage of a name, in any case. */
  public static Optional<Stage> find(Dockerfile dockerfile, String name) {
    return dockerfile.stages().stream()
        .filter(s -> s.name().filter(name::equalsIgnoreCase).isPresent())
        .findFirst();
  }

  /** What a stage fetches. */
  public static RemoteSource source(Dockerfile dockerfile, Stage stage, PlanOptions options) {
    for (Instruction instruction : stage.instructions()) {
      if (!(instruction instanceof Instruction.Arg || instruction instanceof Instruction.Add)) {
        throw error(
            instruction.origin().span(), "can't have " + instruction.origin().keywordText());
      }
    }
    BuildPlan plan =
        Planner.plan(
            dockerfile,
            options.withTarget(Integer.toString(stage.index())),
            (place, image, platform) -> {
              throw error(place, "has to be FROM scratch");
            });
    PlannedStage planned = plan.target();
    if (!(planned.base() instanceof Base.Scratch)) {
      throw error(planned.from(), "has to be FROM scratch");
    }
    List<Step> steps = planned.steps();
    if (steps.size() == 1
        && steps.get(0) instanceof Step.Copy copy
        && copy.remotes().size() == 1
        && !copy.hasSeveralSources()) {
      return copy.remotes().get(0);
    }
    throw error(
        steps.isEmpty() ? planned.from() : steps.get(steps.size() - 1).origin().span(),
        "has to have one ADD, of one URL or git repository");
  }

  private static DockerfileException error(Span place, String rule) {
    return new DockerfileException(
        Diagnostic.error(place, "a stage that gives SOURCE_DATE_EPOCH its time " + rule));
  }
}
