// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.Mount;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A plan with the definition key of every step, and what the cache has under it. */
final class KeyedPlan {
  private static final Digest NOTHING = CacheKey.of("nothing").digest();

  private final Map<Integer, PlannedStage> stages = new HashMap<>();
  private final Map<Integer, List<StepState>> states = new HashMap<>();
  private final Map<Integer, Digest> ends = new HashMap<>();
  private final Map<Integer, List<StepParts.Below>> lines = new HashMap<>();
  private final Set<Integer> found = new HashSet<>();
  private final Set<Integer> anew = new HashSet<>();
  private final StepKeys keys;
  private final Contexts contexts;
  private final ContextDigests digests;
  private final RemoteParts remotes;
  private final Inputs inputs;
  private final StepCache cache;
  private final IdentityHashMap<Step, ContextReads> reads;
  private final boolean asks;
  private final List<Digest> asked = new ArrayList<>();
  private int steps;

  private KeyedPlan(
      StepKeys keys,
      Contexts contexts,
      ContextDigests digests,
      RemoteParts remotes,
      Inputs inputs,
      StepCache cache,
      IdentityHashMap<Step, ContextReads> reads,
      boolean asks) {
    this.keys = keys;
    this.contexts = contexts;
    this.digests = digests;
    this.remotes = remotes;
    this.inputs = inputs;
    this.cache = cache;
    this.reads = reads;
    this.asks = asks;
  }

  /**
   * Computes all keys and looks for all of them in all caches, in others than the storage root's
   * for all at once; reads and digests the context files that steps read, where {@code digests}
   * doesn't know them, and nothing else.
   */
  static KeyedPlan of(
      BuildPlan plan,
      StepKeys keys,
      Contexts contexts,
      ContextDigests digests,
      RemoteParts remotes,
      Inputs inputs,
      StepCache cache)
      throws IOException {
    IdentityHashMap<Step, ContextReads> reads = new IdentityHashMap<>();
    if (cache.asksOthers()) {
      // Once without waiting for an answer, which gives all the questions.
      KeyedPlan first = new KeyedPlan(keys, contexts, digests, remotes, inputs, cache, reads, true);
      first.add(plan);
      cache.bring(first.asked);
    }
    KeyedPlan keyed = new KeyedPlan(keys, contexts, digests, remotes, inputs, cache, reads, false);
    keyed.add(plan);
    return keyed;
  }

  private void add(BuildPlan plan) throws IOException {
    try {
      for (PlannedStage stage : plan.stages()) {
        add(stage);
      }
    } catch (BuildException e) {
      throw ContextMistakes.with(e, plan, contexts);
    }
  }

  /** Sees to it that caches outside the storage root have what was found in it. */
  void shareHits() throws IOException {
    for (List<StepState> stage : states.values()) {
      for (StepState state : stage) {
        if (state.hit().isPresent()) {
          cache.share(state, state.hit().get());
        }
      }
    }
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
    boolean hit = !(stage.base() instanceof Base.OtherStage base) || found.contains(base.index());
    if (stage.base() instanceof Base.OtherStage base && anew.contains(base.index())) {
      anew.add(stage.index());
    }
    List<StepState> list = new ArrayList<>();
    List<StepParts.Below> below = new ArrayList<>(stepsOfBase(stage, key));
    for (Step step : stage.steps()) {
      Digest slot = StepKeys.slot(stage, list.size());
      StepState state =
          StepKeys.seesBelow(step)
              ? state(stage, step, new Below(key, hit, slot, below))
              : state(stage, step, new Below(StepKeys.UNSEEN, true, slot, List.of()));
      list.add(state);
      below.add(
          new StepParts.Below(state.name(), state.operation(), state.source(), state.definition()));
      key = StepKeys.line(step, key, state.definition());
      hit = hit && state.hit().isPresent();
      if (state.refused().isPresent() || readsAnew(step)) {
        anew.add(stage.index());
      }
    }
    if (hit) {
      found.add(stage.index());
    }
    states.put(stage.index(), List.copyOf(list));
    lines.put(stage.index(), List.copyOf(below));
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

  private List<StepParts.Below> stepsOfBase(PlannedStage stage, Digest key) {
    if (stage.base() instanceof Base.OtherStage base) {
      return Objects.requireNonNull(lines.get(base.index()));
    }
    String name = StepState.nameOf(stage.displayName());
    return List.of(new StepParts.Below(name, NOTHING, key, key));
  }

  private static Digest identity(ResolvedImage image) {
    CacheKey key = CacheKey.of("layers");
    image.layers().forEach(layer -> key.with("diffId", layer.diffId()));
    return key.digest();
  }

  /**
   * What a step goes on from.
   *
   * @param found whether it is in the cache: if not, the step may have to go on from other files
   *     than those that its own record was made with, and is looked for by content
   */
  private record Below(Digest key, boolean found, Digest slot, List<StepParts.Below> steps) {}

  private StepState state(PlannedStage stage, Step step, Below below) {
    int id = ++steps;
    return StepErrors.at(
        step,
        () -> {
          ContextReads read = readsOf(step);
          if (read.areKnown()) {
            StepState known = state(id, stage, step, below, read);
            if (read.areRead() || asks || known.hit().isPresent()) {
              return known;
            }
          }
          read.read();
          return state(id, stage, step, below, read);
        });
  }

  private ContextReads readsOf(Step step) throws IOException {
    ContextReads known = reads.get(step);
    if (known != null) {
      return known;
    }
    ContextReads fresh = ContextReads.of(step, contexts, digests);
    reads.put(step, fresh);
    return fresh;
  }

  private StepState state(int id, PlannedStage stage, Step step, Below below, ContextReads reads)
      throws IOException {
    Digest operation = keys.operation(step);
    List<RemotePart> parts = remotes.of(step);
    Digest source = CopyInputs.combine(source(stage, step, reads), parts);
    Digest definition = StepKeys.definition(operation, below.key(), source);
    Optional<String> refused = cache.refusal(stage);
    if (refused.isEmpty()) {
      refused = cache.expiry(definition);
    }
    boolean may = refused.isEmpty() && (asks || (below.found() && !readsAnew(step)));
    Optional<StepRecord> hit = may ? cache.find(definition) : Optional.empty();
    if (hit.isEmpty() && (asks || refused.isEmpty())) {
      ask(asks ? definition : operation);
    }
    return new StepState(
        id,
        step,
        operation,
        definition,
        hit.isPresent() ? Optional.empty() : reads.selection(),
        hit.isPresent() ? Map.of() : reads.bound(),
        parts,
        hit,
        refused,
        below.slot(),
        source,
        below.steps());
  }

  /** Whether it reads a stage that is run anew on purpose: its own record may have other files. */
  private boolean readsAnew(Step step) {
    return Solver.sources(step).stream()
        .anyMatch(from -> from instanceof Base.OtherStage other && anew.contains(other.index()));
  }

  /** The answer is waited for when it is needed, if it ever is. */
  private void ask(Digest key) {
    cache.ask(key);
    asked.add(key);
  }

  private Digest source(PlannedStage stage, Step step, ContextReads reads) throws IOException {
    if (step instanceof Step.Run run) {
      return MountKeys.sources(
              run.mounts(),
              (mount, read) -> {
                Optional<Digest> digest = reads.digest(mount);
                return digest.isPresent() ? digest.get() : definition(stage, read);
              })
          .orElse(NOTHING);
    }
    if (!(step instanceof Step.Copy copy)) {
      return NOTHING;
    }
    if (reads.copiedDigest().isPresent()) {
      return reads.copiedDigest().get();
    }
    CacheKey key = CacheKey.of("copied").with("sources", copy.paths());
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
