// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.time.InstantSource;
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
  private final ContextDigests digests;
  private final RemoteParts remotes;
  private final Inputs inputs;
  private final RecordLookup lookup;
  private int steps;

  private KeyedPlan(
      StepKeys keys,
      Contexts contexts,
      ContextDigests digests,
      RemoteParts remotes,
      Inputs inputs,
      RecordLookup lookup) {
    this.keys = keys;
    this.contexts = contexts;
    this.digests = digests;
    this.remotes = remotes;
    this.inputs = inputs;
    this.lookup = lookup;
  }

  /** Finds usable records. */
  @FunctionalInterface
  interface RecordLookup {
    Optional<StepRecord> find(Digest key) throws IOException;
  }

  /**
   * Computes all keys; reads and digests the context files that steps read, where {@code digests}
   * doesn't know them, and nothing else.
   */
  static KeyedPlan of(
      BuildPlan plan,
      StepKeys keys,
      Contexts contexts,
      ContextDigests digests,
      RemoteParts remotes,
      Inputs inputs,
      RecordLookup lookup)
      throws IOException {
    KeyedPlan keyed = new KeyedPlan(keys, contexts, digests, remotes, inputs, lookup);
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
          Optional<SourceTree> context =
              step instanceof Step.Copy copy ? contexts.tree(copy) : Optional.empty();
          return context.isPresent()
              ? readingContext((Step.Copy) step, context.get(), operation, parent)
              : known(step, operation, parent, source(stage, step));
        });
  }

  private StepState known(Step step, Digest operation, Digest parent, Digest source)
      throws IOException {
    return state(step, operation, parent, source, Optional.empty());
  }

  private StepState state(
      Step step, Digest operation, Digest parent, Digest files, Optional<CopySelection> selection)
      throws IOException {
    List<RemotePart> parts = remotes.of(step);
    Digest source = CopyInputs.combine(files, parts);
    Digest definition = StepKeys.definition(operation, parent, source);
    Optional<StepRecord> hit = lookup.find(definition);
    Optional<CopySelection> toCopy = hit.isPresent() ? Optional.empty() : selection;
    return new StepState(++steps, step, operation, definition, toCopy, parts, hit);
  }

  /** Reads the files only if they may have changed, or if the step has to be executed. */
  private StepState readingContext(
      Step.Copy copy, SourceTree context, Digest operation, Digest parent) throws IOException {
    Optional<ContextState> state = contextState(copy, context);
    Optional<Digest> remembered = state.isPresent() ? digests.find(state.get()) : Optional.empty();
    if (remembered.isPresent()) {
      StepState cached = known(copy, operation, parent, remembered.get());
      if (cached.hit().isPresent()) {
        return cached;
      }
      steps--;
    }
    CopySelection selection = contexts.select(copy).orElseThrow();
    Digest content = CopyExecutor.contentDigest(copy, selection);
    if (state.isPresent()) {
      digests.put(state.get(), content);
    }
    return state(copy, operation, parent, content, Optional.of(selection));
  }

  /** Only of directories of the host; with --parents it would be that of the whole context. */
  private static Optional<ContextState> contextState(Step.Copy copy, SourceTree context)
      throws IOException {
    return context instanceof ContextTree tree && !copy.filter().parents()
        ? Optional.of(
            ContextState.of(tree, copy.sources(), copy.filter().excludes(), InstantSource.system()))
        : Optional.empty();
  }

  private Digest source(PlannedStage stage, Step step) throws IOException {
    if (!(step instanceof Step.Copy copy)) {
      return NOTHING;
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
