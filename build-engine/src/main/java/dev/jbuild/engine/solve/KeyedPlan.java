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
    try {
      for (PlannedStage stage : plan.stages()) {
        keyed.add(stage);
      }
    } catch (BuildException e) {
      throw ContextMistakes.with(e, plan, contexts);
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
    int id = ++steps;
    return StepErrors.at(
        step,
        () -> {
          ContextReads reads = ContextReads.of(step, contexts, digests);
          if (reads.areKnown()) {
            StepState known = state(id, stage, step, parent, reads);
            if (reads.isEmpty() || known.hit().isPresent()) {
              return known;
            }
          }
          reads.read();
          return state(id, stage, step, parent, reads);
        });
  }

  private StepState state(int id, PlannedStage stage, Step step, Digest parent, ContextReads reads)
      throws IOException {
    Digest operation = keys.operation(step);
    List<RemotePart> parts = remotes.of(step);
    Digest source = CopyInputs.combine(source(stage, step, reads), parts);
    Digest definition = StepKeys.definition(operation, parent, source);
    Optional<StepRecord> hit = lookup.find(definition);
    return hit.isPresent()
        ? new StepState(id, step, operation, definition, Optional.empty(), Map.of(), parts, hit)
        : new StepState(
            id, step, operation, definition, reads.selection(), reads.bound(), parts, hit);
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
