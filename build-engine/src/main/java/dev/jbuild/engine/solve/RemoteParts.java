// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.RemoteSource;
import dev.jbuild.engine.plan.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the remote sources of all steps of a plan are at the moment: asked for side by side. */
final class RemoteParts {
  private final Map<Step, List<RemotePart>> parts = new HashMap<>();

  private RemoteParts() {}

  static RemoteParts of(BuildPlan plan, WebFiles web, GitFiles git) throws IOException {
    List<Step.Copy> steps = new ArrayList<>();
    for (PlannedStage stage : plan.stages()) {
      for (Step step : stage.steps()) {
        if (step instanceof Step.Copy copy && !copy.remotes().isEmpty()) {
          steps.add(copy);
        }
      }
    }
    RemoteParts result = new RemoteParts();
    if (!steps.isEmpty()) {
      List<List<RemotePart>> found =
          Futures.inParallel(steps, step -> StepErrors.at(step, () -> parts(step, web, git)));
      for (int i = 0; i < steps.size(); i++) {
        result.parts.put(steps.get(i), found.get(i));
      }
    }
    return result;
  }

  private static List<RemotePart> parts(Step.Copy step, WebFiles web, GitFiles git)
      throws IOException {
    List<RemotePart> parts = new ArrayList<>();
    for (RemoteSource source : step.remotes()) {
      if (source instanceof RemoteSource.Url url) {
        parts.add(WebPart.of(url, web));
      } else if (source instanceof RemoteSource.Git repository) {
        parts.add(GitPart.of(repository, step, git));
      } else {
        throw new AssertionError(source);
      }
    }
    return parts;
  }

  /** In the order of the sources. */
  List<RemotePart> of(Step step) {
    return parts.getOrDefault(step, List.of());
  }
}
