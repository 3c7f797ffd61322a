// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Expander;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.dockerfile.check.Findings;
import dev.jbuild.dockerfile.check.Rule;
import dev.jbuild.dockerfile.check.StageRules;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Goes through stages, each after the one that it starts from, and tries the rules on them. */
final class StageWalk {
  private final Dockerfile dockerfile;
  private final DockerfileChecks.Surroundings surroundings;
  private final Findings findings;
  private final Names names;
  private final InstructionRules rules;
  private final Map<Integer, Scope> ends = new HashMap<>();

  StageWalk(Dockerfile dockerfile, DockerfileChecks.Surroundings surroundings, Findings findings) {
    PlanOptions options = surroundings.options();
    BuildArgs buildArgs = new BuildArgs(options);
    GlobalArgs globals = GlobalArgs.of(dockerfile, buildArgs, options, new Problems());
    this.dockerfile = dockerfile;
    this.surroundings = surroundings;
    this.findings = findings;
    this.names = new Names(dockerfile, options, globals);
    Expander expander = new Expander(dockerfile.directives().escape());
    this.rules =
        new InstructionRules(
            new PlanContext(options, buildArgs, globals, names, expander),
            surroundings.ignored(),
            findings);
  }

  void check(Set<Integer> stages) {
    for (Stage stage : dockerfile.stages()) {
      if (stages.contains(stage.index())) {
        check(stage);
      }
    }
    List<Stage> all = dockerfile.stages();
    if (findings.wantsAdvice() && surroundings.options().target().isEmpty() && !all.isEmpty()) {
      checkUser(all.get(all.size() - 1));
    }
  }

  private void check(Stage stage) {
    Optional<StageBase> base = base(stage);
    Scope scope = start(base);
    for (Instruction trigger : triggers(base)) {
      rules.check(trigger, scope);
    }
    StageRules.check(stage, findings);
    for (Instruction instruction : stage.instructions()) {
      rules.check(instruction, scope);
    }
    ends.put(stage.index(), scope);
  }

  private Scope start(Optional<StageBase> base) {
    if (base.isEmpty()) {
      return Scope.of(Optional.empty());
    }
    if (base.get().base() instanceof Base.OtherStage other) {
      Optional<Scope> end = Optional.ofNullable(ends.get(other.index()));
      return end.isPresent() ? end.get().child() : Scope.of(Optional.empty());
    }
    if (base.get().base() instanceof Base.Scratch) {
      return Scope.of(Optional.of(ContainerConfig.EMPTY));
    }
    checkPin(base.get());
    Optional<ImageConfig> config = config(base.get());
    if (config.isEmpty()) {
      return Scope.of(Optional.empty());
    }
    checkPlatform(base.get(), config.get());
    return Scope.of(Optional.of(config.get().config()));
  }

  private Optional<StageBase> base(Stage stage) {
    try {
      return Optional.of(names.base(stage));
    } catch (DockerfileException e) {
      return Optional.empty(); // The planner tells it.
    }
  }

  private Optional<ImageConfig> config(StageBase base) {
    return base.base() instanceof Base.Image image
        ? surroundings.images().find(image.name(), image.platform())
        : Optional.empty();
  }

  private List<Instruction> triggers(Optional<StageBase> base) {
    List<Instruction> triggers = new ArrayList<>();
    if (base.isEmpty()) {
      return triggers;
    }
    if (base.get().base() instanceof Base.OtherStage other) {
      for (Instruction instruction : dockerfile.stages().get(other.index()).instructions()) {
        if (instruction instanceof Instruction.Onbuild onbuild) {
          triggers.add(onbuild.trigger());
        }
      }
      return triggers;
    }
    Optional<ImageConfig> config = config(base.get());
    if (config.isPresent()) {
      for (String text : config.get().config().onBuild()) {
        Source source = Source.of("ONBUILD", text);
        new Problems().collect(() -> triggers.add(Dockerfile.parseTrigger(source)));
      }
    }
    return triggers;
  }

  /** As in BuildKit, variants of an architecture are not looked at. */
  private void checkPlatform(StageBase base, ImageConfig config) {
    Platform expected = base.platform();
    Platform actual = config.platform();
    if (!expected.os().equals(actual.os())
        || !expected.architecture().equals(actual.architecture())) {
      Instruction.From from = base.stage().from();
      findings.add(
          Rule.INVALID_BASE_IMAGE_PLATFORM,
          from.origin(),
          from.image().span(),
          base.imageName() + " is for \"" + actual + "\", not for \"" + expected + "\"");
    }
  }

  private void checkPin(StageBase base) {
    if (base.base() instanceof Base.Image) {
      Instruction.From from = base.stage().from();
      rules.checkPin(from.origin(), from.image().span(), base.imageName());
    }
  }

  /** Who runs what the last stage is for. */
  private void checkUser(Stage last) {
    Optional<String> user = Optional.ofNullable(ends.get(last.index())).flatMap(s -> s.user);
    String name = user.map(u -> u.split(":", 2)[0]).orElse("someone");
    if (!name.isEmpty() && !name.equals("0") && !name.equals("root")) {
      return;
    }
    Instruction.Origin at = last.from().origin();
    Span place = last.from().image().span();
    for (Instruction instruction : last.instructions()) {
      if (instruction instanceof Instruction.User chosen) {
        at = chosen.origin();
        place = chosen.user().span();
      }
    }
    findings.add(Rule.ROOT_USER, at, place, "the image runs as root");
  }
}
