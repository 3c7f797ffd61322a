// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A plan with the definition key of every step, and what the cache has under it. */
final class KeyedPlan {
  private static final Digest NOTHING = CacheKey.of("nothing").digest();

  private final Map<Integer, PlannedStage> stages = new HashMap<>();
  private final Map<Integer, List<StepState>> states = new HashMap<>();
  private final Map<Integer, Digest> ends = new HashMap<>();
  private final StepKeys keys;
  private final Contexts contexts;
  private final RemoteParts remotes;
  private final Inputs inputs;
  private final RecordLookup lookup;
  private int steps;

  private KeyedPlan(
      StepKeys keys, Contexts contexts, RemoteParts remotes, Inputs inputs, RecordLookup lookup) {
    this.keys = keys;
    this.contexts = contexts;
    this.remotes = remotes;
    this.inputs = inputs;
    this.lookup = lookup;
  }

  /** Finds usable records. */
  @FunctionalInterface
  interface RecordLookup {
    Optional<StepRecord> find(Digest key) throws IOException;
  }

  /** Computes all keys; reads and digests the context files that steps read, and nothing else. */
  static KeyedPlan of(
      BuildPlan plan,
      StepKeys keys,
      Contexts contexts,
      RemoteParts remotes,
      Inputs inputs,
      RecordLookup lookup)
      throws IOException {
    KeyedPlan keyed = new KeyedPlan(keys, contexts, remotes, inputs, lookup);
    for (PlannedStage stage : plan.stages()) {
      keyed.add(stage);
    }
    return keyed;
  }

  PlannedStage stage(int index) {
    return Objects.requireNonNull(stages.get(index));
  }

  List<StepState> steps(PlannedStage stage) {
    return Objects.requireNonNull(states.get(stage.index()));
  }

  /** Whether a RUN may have to be run: one that the target could need is not in the cache. */
  boolean mayRun() {
    return states.values().stream()
        .flatMap(List::stream)
        .anyMatch(state -> state.step() instanceof Step.Run && state.hit().isEmpty());
  }

  private void add(PlannedStage stage) throws IOException {
    stages.put(stage.index(), stage);
    Digest key = base(stage);
    List<StepState> list = new ArrayList<>();
    for (Step step : stage.steps()) {
      StepState state = state(stage, step, key);
      list.add(state);
      key = state.definition();
    }
    states.put(stage.index(), List.copyOf(list));
    ends.put(stage.index(), key);
  }

  private Digest base(PlannedStage stage) throws IOException {
    if (stage.base() instanceof Base.OtherStage base) {
      return Objects.requireNonNull(ends.get(base.index()));
    }
    CacheKey key = CacheKey.of("base").with("platform", stage.platform().toString());
    if (stage.base() instanceof Base.Image base) {
      key.with("image", identity(inputs.image(base.name(), stage.platform())));
    }
    return key.digest();
  }

  private static Digest identity(ResolvedImage image) {
    CacheKey key = CacheKey.of("layers");
    image.layers().forEach(layer -> key.with("diffId", layer.diffId()));
    return key.digest();
  }

  private StepState state(PlannedStage stage, Step step, Digest parent) {
    return StepErrors.at(
        step,
        () -> {
          Digest operation = keys.operation(step);
          Optional<CopySelection> selection =
              step instanceof Step.Copy copy ? selection(copy) : Optional.empty();
          List<RemotePart> parts = remotes.of(step);
          Digest source = CopyInputs.combine(source(stage, step, selection), parts);
          Digest definition = StepKeys.definition(operation, parent, source);
          Optional<StepRecord> hit = lookup.find(definition);
          return new StepState(
              ++steps,
              step,
              operation,
              definition,
              hit.isPresent() ? Optional.empty() : selection,
              parts,
              hit);
        });
  }

  private Optional<CopySelection> selection(Step.Copy copy) throws IOException {
    if (copy.from() instanceof Base.BuildContext) {
      return Optional.of(CopyExecutor.select(copy, contexts.main(), "the build context"));
    }
    if (copy.from() instanceof Base.NamedContext named) {
      ContextTree tree = contexts.named(named.name()).orElseThrow();
      return Optional.of(CopyExecutor.select(copy, tree, "context " + named.name()));
    }
    return Optional.empty();
  }

  private Digest source(PlannedStage stage, Step step, Optional<CopySelection> selection)
      throws IOException {
    if (!(step instanceof Step.Copy copy)) {
      return NOTHING;
    }
    if (selection.isPresent()) {
      return CopyExecutor.contentDigest(copy, selection.get());
    }
    CacheKey key = CacheKey.of("copied").with("sources", copy.sources());
    if (copy.from() instanceof Base.OtherStage from) {
      return key.with("stage", Objects.requireNonNull(ends.get(from.index()))).digest();
    }
    if (copy.from() instanceof Base.Image from) {
      return key.with("image", identity(inputs.image(from.name(), stage.platform()))).digest();
    }
    throw new AssertionError(copy.from());
  }
}
