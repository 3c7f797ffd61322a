// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Expander;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.MountFlag;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.engine.BuildException;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a Dockerfile into a {@link BuildPlan}. */
public final class Planner {
  private final Dockerfile dockerfile;
  private final PlanOptions options;
  private BaseImages images;
  private Optional<ImageFailure> imageFailure = Optional.empty();

  /** The errors of before images were assumed, if they were. */
  private Optional<List<Diagnostic>> beforeAssuming = Optional.empty();

  private final Problems problems = new Problems();
  private final BuildArgs buildArgs;
  private final PlanContext context;

  /** By name and platform in one text: hashing a record costs milliseconds the first time. */
  private final Map<String, ImageConfig> configs = new HashMap<>();

  private final Map<Integer, PlannedStage> planned = new HashMap<>();
  private final Map<Integer, Map<String, String>> runEnvs = new HashMap<>();

  private Planner(Dockerfile dockerfile, PlanOptions options, BaseImages images) {
    this.dockerfile = dockerfile;
    this.options = options;
    this.images = images;
    this.buildArgs = new BuildArgs(options);
    GlobalArgs globals = GlobalArgs.of(dockerfile, buildArgs, options, problems);
    this.context =
        new PlanContext(
            options,
            buildArgs,
            globals,
            new Names(dockerfile, options, globals),
            new Expander(dockerfile.directives().escape()));
  }

  /**
   * Plans the target of {@code options}.
   *
   * <p>A {@link dev.jbuild.dockerfile.DockerfileException} tells all that is wrong in what the
   * target needs; what {@code images} throws comes through.
   */
  public static BuildPlan plan(Dockerfile dockerfile, PlanOptions options, BaseImages images) {
    return new Planner(dockerfile, options, images).plan();
  }

  /** The value of an ARG before the first FROM, if there is one of this name. */
  public static Optional<String> globalArg(
      Dockerfile dockerfile, PlanOptions options, String name) {
    return new Planner(dockerfile, options, AssumedImages.only()).context.globals().value(name);
  }

  private BuildPlan plan() {
    dockerfile.warnings().forEach(problems::add);
    List<StageBase> bases = new ArrayList<>();
    for (Stage stage : dockerfile.stages()) {
      problems.collect(() -> bases.add(context.names().base(stage)));
      if (bases.size() == stage.index()) {
        bases.add(StageBase.unknown(stage, options.platform()));
      }
    }
    problems.collect(buildArgs::hostname);
    if (problems.hasErrors()) {
      assumeImages();
    }
    dockerfile.stages().stream().filter(context.names()::hidesContext).forEach(this::warnOfContext);
    int target = target();
    List<Needed> needed = needed(bases, target);
    List<PlannedStage> stages = new ArrayList<>();
    for (int i = needed.size() - 1; i >= 0; i--) {
      PlannedStage stage = plan(needed.get(i), i == 0);
      planned.put(stage.index(), stage);
      stages.add(stage);
    }
    throwErrors();
    noteOtherArgs();
    buildArgs.warnings(context.globals()).forEach(problems::add);
    return new BuildPlan(stages, problems.warnings(), buildArgs.epoch(options));
  }

  private int target() {
    try {
      return context.names().target();
    } catch (DockerfileException e) {
      e.diagnostics().forEach(problems::add);
      throw new DockerfileException(problems.errors());
    }
  }

  /** Looks for what else is wrong without fetching anything: there will be no build. */
  private void assumeImages() {
    beforeAssuming = Optional.of(problems.errors());
    images = AssumedImages.only();
  }

  /** Throws if anything is wrong; where images were assumed, what may come of that is left out. */
  private void throwErrors() {
    if (beforeAssuming.isEmpty()) {
      problems.throwErrors();
      return;
    }
    List<Diagnostic> before = beforeAssuming.get();
    List<Diagnostic> certain =
        problems.errors().stream()
            .filter(e -> before.contains(e) || AssumedImages.leaveCertain(e))
            .toList();
    if (imageFailure.isPresent()) {
      throw imageFailure.get().with(certain);
    }
    throw new DockerfileException(certain);
  }

  /** The first image that can't be had; what else is wrong is looked for nevertheless. */
  private record ImageFailure(Span place, BuildException cause) {
    RuntimeException with(List<Diagnostic> errors) {
      if (errors.isEmpty()) {
        return cause;
      }
      Problems all = new Problems();
      errors.forEach(all::add);
      all.error(place, String.valueOf(cause.getMessage()));
      return new DockerfileException(all.errors());
    }
  }

  private void warnOfContext(Stage stage) {
    problems.warn(
        stage.from().name().orElseThrow().span(),
        "this stage is used, not the context of that name on the command line");
  }

  /** A stage with all its instructions, those of its base's triggers first. */
  private record Needed(StageBase base, List<Instruction> instructions) {
    int index() {
      return base.stage().index();
    }
  }

  /** The stages that the target reads from, itself first, each before those that it reads from. */
  private List<Needed> needed(List<StageBase> bases, int target) {
    EarlyVariables early = new EarlyVariables(context);
    boolean[] marked = new boolean[target + 1];
    marked[target] = true;
    List<Needed> needed = new ArrayList<>();
    for (int i = target; i >= 0; i--) {
      if (!marked[i]) {
        continue;
      }
      StageBase base = bases.get(i);
      List<Instruction> instructions = new ArrayList<>(triggers(base));
      instructions.addAll(base.stage().instructions());
      if (base.base() instanceof Base.OtherStage other) {
        marked[other.index()] = true;
      }
      base.after().forEach(stage -> marked[stage] = true);
      for (Instruction instruction : instructions) {
        if (instruction instanceof Instruction.Copy copy && copy.from().isPresent()) {
          String from = copy.from().get().text();
          String name = from.indexOf('$') < 0 ? from : early.expand(bases, i, instructions, copy);
          context.names().copiedStage(i, name).ifPresent(stage -> marked[stage] = true);
        }
        if (instruction instanceof Instruction.Run run) {
          for (MountFlag mount : run.mounts()) {
            int index = i;
            mount
                .value("from")
                .flatMap(from -> context.names().copiedStage(index, from.text()))
                .ifPresent(from -> marked[from] = true);
          }
        }
      }
      needed.add(new Needed(base, instructions));
    }
    return needed;
  }

  /** What ONBUILD of the base has left to do: of a stage as written there, of an image as text. */
  private List<Instruction> triggers(StageBase base) {
    List<Instruction> triggers = new ArrayList<>();
    if (base.base() instanceof Base.OtherStage other) {
      for (Instruction instruction : dockerfile.stages().get(other.index()).instructions()) {
        if (instruction instanceof Instruction.Onbuild onbuild) {
          triggers.add(onbuild.trigger());
        }
      }
      return triggers;
    }
    for (String text : config(base).config().onBuild()) {
      Source source = Source.of("ONBUILD of " + base.imageName(), text);
      problems.collect(() -> triggers.add(Dockerfile.parseTrigger(source)));
    }
    return triggers;
  }

  private ImageConfig config(StageBase base) {
    if (base.base() instanceof Base.Image image) {
      return config(base, image.name(), image.platform());
    }
    return ImageConfig.of(base.platform(), ContainerConfig.EMPTY.withWorkingDir("/"));
  }

  private ImageConfig config(StageBase base, String name, Platform platform) {
    Span place = base.stage().from().origin().span();
    try {
      return configs.computeIfAbsent(
          name + " " + platform, key -> images.config(place, name, Optional.of(platform)));
    } catch (BuildException e) {
      // What was taken for an image may be a stage whose name is misspelt.
      BuildException failure = context.names().stageMeant(base).map(e::withHint).orElse(e);
      imageFailure = Optional.of(new ImageFailure(place, failure));
      assumeImages();
      return images.config(place, name, Optional.of(platform));
    }
  }

  private PlannedStage plan(Needed needed, boolean isTarget) {
    StageBase base = needed.base();
    StageState state;
    Platform platform;
    Platform target = base.platform();
    if (base.base() instanceof Base.OtherStage other) {
      PlannedStage parent = planned(other.index());
      Map<String, String> runEnv = runEnvs.getOrDefault(other.index(), Map.of());
      state = new StageState(parent.config(), runEnv, parent.author());
      platform = parent.platform();
      target = parent.target();
    } else {
      ImageConfig config = config(base);
      state = new StageState(config.config(), Map.of(), config.author());
      platform = config.platform();
    }
    StepNames names = new StepNames(label(base.stage()), total(needed));
    boolean pulls =
        !(base.base() instanceof Base.Scratch || base.base() instanceof Base.OtherStage);
    String from = "FROM " + base.imageName();
    String displayName = pulls ? names.next(from) : from;
    CopyPlanner copies = new CopyPlanner(needed.index(), platform, context.names(), problems);
    StagePlanner planner = new StagePlanner(state, names, copies, context, problems);
    List<HistoryEntry> history = new ArrayList<>();
    if (base.base() instanceof Base.NamedContext context) {
      history.add(allOf(base, context, displayName));
    }
    for (Instruction instruction : needed.instructions()) {
      problems.collect(() -> history.add(checked(instruction.accept(planner))));
    }
    if (isTarget) {
      state.labels.putAll(options.labels());
    }
    runEnvs.put(needed.index(), state.runEnv());
    return new PlannedStage(
        needed.index(),
        base.stage().name(),
        base.stage().from().origin().span(),
        displayName,
        base.base() instanceof Base.NamedContext ? new Base.Scratch() : base.base(),
        base.after(),
        platform,
        target,
        history.stream().flatMap(h -> h.step().stream()).toList(),
        state.config(),
        state.author,
        history);
  }

  /** A stage that only the base image's variables name can't be seen before that is planned. */
  private HistoryEntry checked(HistoryEntry entry) {
    entry
        .step()
        .filter(
            step ->
                step instanceof Step.Copy copy
                    && copy.from() instanceof Base.OtherStage from
                    && !planned.containsKey(from.index()))
        .ifPresent(
            step ->
                problems.error(
                    step.origin().span(),
                    "--from gets the name of a stage from a variable of the base image: use an ARG"));
    return entry;
  }

  /** A FROM of a context that is no image: its files are what the stage starts with. */
  private static HistoryEntry allOf(StageBase base, Base.NamedContext context, String shown) {
    String text = "FROM " + base.imageName();
    Step.Origin origin = new Step.Origin(base.stage().from().origin().span(), shown, text);
    Step step =
        new Step.Copy(
            origin,
            context,
            List.of(new CopySource("/", origin.span())),
            List.of(),
            "/",
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            CopyFilter.NONE,
            List.of());
    return new HistoryEntry(text, Optional.of(step));
  }

  private PlannedStage planned(int index) {
    return Optional.ofNullable(planned.get(index))
        .orElseThrow(() -> new AssertionError("stage " + index + " was not planned"));
  }

  private String label(Stage stage) {
    boolean only = dockerfile.stages().size() == 1;
    return stage.name().orElse(only ? "" : "stage-" + stage.index());
  }

  private static int total(Needed needed) {
    Base base = needed.base().base();
    int pulls = base instanceof Base.Scratch || base instanceof Base.OtherStage ? 0 : 1;
    long steps =
        needed.instructions().stream()
            .filter(
                i ->
                    i instanceof Instruction.Run
                        || i instanceof Instruction.Copy
                        || i instanceof Instruction.Add
                        || i instanceof Instruction.Workdir)
            .count();
    return pulls + (int) steps;
  }

  /** An ARG of a stage that is not needed reads its build argument too. */
  private void noteOtherArgs() {
    for (Stage stage : dockerfile.stages()) {
      for (Instruction instruction : stage.instructions()) {
        if (!planned.containsKey(stage.index()) && instruction instanceof Instruction.Arg arg) {
          arg.declarations().forEach(d -> buildArgs.noteDeclared(d.name().text()));
        }
      }
    }
  }
}
