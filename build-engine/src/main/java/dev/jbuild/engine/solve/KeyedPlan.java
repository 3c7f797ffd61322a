// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.Mount;
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
  private final Inputs inputs;
  private final RecordLookup lookup;
  private int steps;

  private KeyedPlan(
      StepKeys keys,
      Contexts contexts,
      ContextDigests digests,
      Inputs inputs,
      RecordLookup lookup) {
    this.keys = keys;
    this.contexts = contexts;
    this.digests = digests;
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
      Inputs inputs,
      RecordLookup lookup)
      throws IOException {
    KeyedPlan keyed = new KeyedPlan(keys, contexts, digests, inputs, lookup);
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
          if (step instanceof Step.Run run) {
            return mounting(stage, run, operation, parent);
          }
          Optional<ContextTree> context =
              step instanceof Step.Copy copy ? contexts.tree(copy) : Optional.empty();
          return context.isPresent()
              ? readingContext((Step.Copy) step, context.get(), operation, parent)
              : known(step, operation, parent, source(stage, step));
        });
  }

  private StepState known(Step step, Digest operation, Digest parent, Digest source)
      throws IOException {
    Digest definition = StepKeys.definition(operation, parent, source);
    Optional<StepRecord> hit = lookup.find(definition);
    return new StepState(++steps, step, operation, definition, Optional.empty(), Map.of(), hit);
  }

  private StepState mounting(PlannedStage stage, Step.Run run, Digest operation, Digest parent)
      throws IOException {
    Map<Mount, BoundTree> bound = bound(run);
    Optional<Digest> source =
        MountKeys.sources(
            run.mounts(),
            (mount, read) -> {
              BoundTree tree = bound.get(mount);
              return tree == null ? definition(stage, read) : tree.digest();
            });
    Digest definition = StepKeys.definition(operation, parent, source.orElse(NOTHING));
    Optional<StepRecord> hit = lookup.find(definition);
    return new StepState(
        ++steps,
        run,
        operation,
        definition,
        Optional.empty(),
        hit.isPresent() ? Map.of() : bound,
        hit);
  }

  /** What the mounts of a RUN show of contexts. */
  private Map<Mount, BoundTree> bound(Step.Run run) throws IOException {
    Map<Mount, BoundTree> bound = new HashMap<>();
    for (Mount mount : run.mounts()) {
      Optional<Mount.Read> read = mount.reads();
      if (read.isPresent() && read.get().from() instanceof Base.BuildContext) {
        bound.put(mount, bound(mount, contexts.main(), "the build context"));
      } else if (read.isPresent() && read.get().from() instanceof Base.NamedContext named) {
        ContextTree tree = contexts.named(named.name()).orElseThrow();
        bound.put(mount, bound(mount, tree, "context " + named.name()));
      }
    }
    return bound;
  }

  private static BoundTree bound(Mount mount, ContextTree tree, String name) {
    String source = mount.reads().orElseThrow().source();
    return StepErrors.at(
        mount.place(), () -> new BoundTree.Host(BindSelection.of(tree, source, name)));
  }

  /** Reads the files only if they may have changed, or if the step has to be executed. */
  private StepState readingContext(
      Step.Copy copy, ContextTree context, Digest operation, Digest parent) throws IOException {
    ContextState state = ContextState.of(context, copy.sources(), InstantSource.system());
    Optional<Digest> remembered = digests.find(state);
    if (remembered.isPresent()) {
      Digest definition = StepKeys.definition(operation, parent, remembered.get());
      Optional<StepRecord> hit = lookup.find(definition);
      if (hit.isPresent()) {
        return new StepState(++steps, copy, operation, definition, Optional.empty(), Map.of(), hit);
      }
    }
    CopySelection selection = contexts.select(copy).orElseThrow();
    Digest source = CopyExecutor.contentDigest(copy, selection);
    digests.put(state, source);
    Digest definition = StepKeys.definition(operation, parent, source);
    Optional<StepRecord> hit = lookup.find(definition);
    Optional<CopySelection> toCopy = hit.isPresent() ? Optional.empty() : Optional.of(selection);
    return new StepState(++steps, copy, operation, definition, toCopy, Map.of(), hit);
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

  private Digest definition(PlannedStage stage, Mount.Read read) throws IOException {
    CacheKey key = CacheKey.of("bound").with("source", read.source());
    if (read.from() instanceof Base.OtherStage from) {
      return key.with("stage", Objects.requireNonNull(ends.get(from.index()))).digest();
    }
    if (read.from() instanceof Base.Image from) {
      return key.with("image", identity(inputs.image(from.name(), stage.platform()))).digest();
    }
    if (read.from() instanceof Base.Scratch) {
      return key.digest();
    }
    throw new AssertionError(read.from());
  }
}
