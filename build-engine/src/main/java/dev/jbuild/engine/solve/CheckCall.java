// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.dockerfile.check.CheckOptions;
import dev.jbuild.dockerfile.check.Findings;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.CallFormat;
import dev.jbuild.engine.CallResult;
import dev.jbuild.engine.plan.AssumedImages;
import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.DockerfileChecks;
import dev.jbuild.engine.plan.KnownImages;
import dev.jbuild.engine.plan.PlanOptions;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Planner;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code --call=check}: plans what is asked for, all stages if nothing is, and tries all rules. */
public final class CheckCall {
  private final Dockerfile dockerfile;
  private final PlanOptions options;
  private final KnownImages images;
  private final Set<Integer> stages = new HashSet<>();

  /** By their text: each stage that is planned says the same of what is not its own. */
  private final Map<String, Diagnostic> remarks = new LinkedHashMap<>();

  private final Map<String, Diagnostic> errors = new LinkedHashMap<>();

  private CheckCall(Dockerfile dockerfile, PlanOptions options, KnownImages images) {
    this.dockerfile = dockerfile;
    this.options = options;
    this.images = images;
  }

  /** Checks the Dockerfile of a request. */
  public static CallResult run(BuildRequest request, CallFormat format) throws IOException {
    DockerfileInput input = DockerfileInput.of(request);
    Dockerfile.Reading reading = Dockerfile.read(input.dockerfile());
    Platform platform = request.platform().orElseGet(Platform::host);
    PlanOptions options = BuildSession.planOptions(request, platform);
    KnownImages images = new StoreImages(new StorageRoot(request.root()));
    CheckReport report =
        new CheckCall(reading.dockerfile(), options, images).check(reading, input.ignored());
    String text =
        switch (format) {
          case TEXT -> CheckText.of(report);
          case JSON -> CheckJson.of(report);
          case SARIF -> CheckSarif.of(report);
        };
    return new CallResult(text, report.warnings().size(), report.errors().size());
  }

  private CheckReport check(Dockerfile.Reading reading, IgnorePatterns ignored) {
    Problems problems = new Problems();
    CheckOptions checks = DockerfileChecks.options(dockerfile, options, problems);
    add(reading.errors(), errors);
    add(problems.errors(), errors);
    if (reading.coherent()) {
      plan();
    }
    DockerfileChecks.Surroundings surroundings =
        new DockerfileChecks.Surroundings(options, images, ignored, BuildChecks::isImageName);
    Findings findings = DockerfileChecks.check(dockerfile, checks, surroundings, stages, true);
    List<Diagnostic> doubts = new ArrayList<>(problems.warnings());
    doubts.addAll(findings.doubts());
    doubts.addAll(remarks.values());
    return new CheckReport(
        dockerfile.source(), findings.list(), doubts, List.copyOf(errors.values()), checks.error());
  }

  /** Plans the target, and without one every stage that no later one has planned. */
  private void plan() {
    plan(options);
    if (options.target().isPresent()) {
      return;
    }
    List<Stage> all = dockerfile.stages();
    for (int i = all.size() - 2; i >= 0; i--) {
      if (!stages.contains(i)) {
        plan(options.withTarget(Integer.toString(i)));
      }
    }
  }

  private void plan(PlanOptions target) {
    try {
      BuildPlan plan = Planner.plan(dockerfile, target, AssumedImages.where(images));
      plan.stages().stream().map(PlannedStage::index).forEach(stages::add);
      add(plan.warnings(), remarks);
    } catch (DockerfileException e) {
      add(e.diagnostics(), errors);
      // Which stages the target needs is not known then: rules are tried on all of them.
      dockerfile.stages().forEach(stage -> stages.add(stage.index()));
    }
  }

  private static void add(List<Diagnostic> diagnostics, Map<String, Diagnostic> to) {
    diagnostics.forEach(d -> to.putIfAbsent(d.render(), d));
  }
}
