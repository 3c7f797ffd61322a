// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.CopySource;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Step;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that COPY and ADD look for in contexts and that isn't there. */
final class ContextMistakes {
  private final Contexts contexts;
  private final Set<String> told = new LinkedHashSet<>();

  private ContextMistakes(Contexts contexts) {
    this.contexts = contexts;
  }

  /** {@code first}; if that is such a mistake, then together with the others. */
  static BuildException with(BuildException first, BuildPlan plan, Contexts contexts) {
    ContextMistakes mistakes = new ContextMistakes(contexts);
    plan.stages().stream().map(PlannedStage::steps).forEach(mistakes::addAll);
    return first.rendered().filter(mistakes.told::contains).isPresent()
        ? new BuildException(
            first.exitCode(),
            String.valueOf(first.getMessage()),
            String.join("\n", mistakes.told),
            first)
        : first;
  }

  private void addAll(List<Step> steps) {
    for (Step step : steps) {
      if (step instanceof Step.Copy copy) {
        copy.sources().forEach(source -> add(copy, source));
      }
    }
  }

  private void add(Step.Copy copy, CopySource source) {
    try {
      Optional<SourceTree> tree = contexts.tree(copy.from());
      if (tree.isPresent()) {
        String name = Contexts.displayName(copy.from());
        CopySelection.of(tree.get(), List.of(source), copy.filter(), name);
      }
    } catch (BuildException e) {
      e.rendered().ifPresent(told::add);
    } catch (IOException e) {
      // That build failed for a reason of its own, which comes first.
    }
  }
}
