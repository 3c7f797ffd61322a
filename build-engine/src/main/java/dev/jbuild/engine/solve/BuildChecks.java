// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.check.CheckOptions;
import dev.jbuild.dockerfile.check.Finding;
import dev.jbuild.dockerfile.check.Findings;
import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.DockerfileChecks;
import dev.jbuild.engine.plan.PlanOptions;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Planner;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans a build, and tells once what the checks find in the stages that it needs. */
final class BuildChecks {
  private final Inputs inputs;
  private final IgnorePatterns ignored;
  private final BuildProgress progress;

  BuildChecks(Inputs inputs, IgnorePatterns ignored, BuildProgress progress) {
    this.inputs = inputs;
    this.ignored = ignored;
    this.progress = progress;
  }

  /** Fails with all findings at once where the Dockerfile says {@code error=true}. */
  BuildPlan plan(Dockerfile dockerfile, PlanOptions options) {
    Problems problems = new Problems();
    CheckOptions checks = DockerfileChecks.options(dockerfile, options, problems);
    problems.throwErrors();
    BuildPlan plan = Planner.plan(dockerfile, options, inputs);
    Set<Integer> stages = new HashSet<>();
    for (PlannedStage stage : plan.stages()) {
      stages.add(stage.index());
    }
    DockerfileChecks.Surroundings surroundings =
        new DockerfileChecks.Surroundings(
            options, this::resolved, ignored, BuildChecks::isImageName);
    Findings findings = DockerfileChecks.check(dockerfile, checks, surroundings, stages, false);
    tell(problems.warnings());
    tell(findings.doubts());
    tell(plan.warnings());
    List<Finding> found = findings.list();
    if (!found.isEmpty()) {
      List<Diagnostic> diagnostics = diagnostics(found, checks.error());
      if (checks.error()) {
        throw new DockerfileException(diagnostics);
      }
      tell(diagnostics);
    }
    return plan;
  }

  private static List<Diagnostic> diagnostics(List<Finding> findings, boolean error) {
    return findings.stream().map(finding -> finding.diagnostic(error)).toList();
  }

  private void tell(List<Diagnostic> diagnostics) {
    for (Diagnostic diagnostic : diagnostics) {
      progress.on(new BuildEvent.Remark(diagnostic.render()));
    }
  }

  /** The planner has asked for it: nothing is fetched for the checks. */
  private Optional<ImageConfig> resolved(String image, Platform platform) {
    try {
      return Optional.of(inputs.image(image, platform).config());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isImageName(String text) {
    try {
      Reference.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
