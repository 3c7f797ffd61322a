// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildEvent.Outcome;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.Mount;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.MergedView;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;

/** Runs the steps of one stage, one after the other. Thread-safe: stages run side by side. */
final class StageRunner {
  private static final String WAITING = "waiting for another build, or stage, that does the same\n";

  private final Inputs inputs;
  private final LayerStore layers;
  private final LayerPipeline pipeline;
  private final StepCache cache;
  private final StepKeys keys;
  private final Optional<CacheExplainer> explainer;
  private final RunExecutor runs;
  private final BuildClock clock;
  private final BuildProgress progress;

  StageRunner(
      Inputs inputs,
      LayerStore layers,
      LayerPipeline pipeline,
      StepCache cache,
      StepKeys keys,
      Optional<CacheExplainer> explainer,
      RunExecutor runs,
      BuildClock clock,
      BuildProgress progress) {
    this.inputs = inputs;
    this.layers = layers;
    this.pipeline = pipeline;
    this.cache = cache;
    this.keys = keys;
    this.explainer = explainer;
    this.runs = runs;
    this.clock = clock;
    this.progress = progress;
  }

  /** {@code earlier} has the results of all stages before this one that are needed. */
  StageResult run(
      PlannedStage stage, List<StepState> steps, Map<Integer, Future<StageResult>> earlier)
      throws IOException {
    for (int other : stage.after()) {
      if (earlier.containsKey(other)) {
        Futures.await(earlier.get(other));
      }
    }
    StageResult base = base(stage, earlier);
    Snapshot snapshot = base.snapshot();
    List<StepResult> results = new ArrayList<>();
    for (StepState state : steps) {
      StepResult result = step(stage, state, snapshot, earlier);
      results.add(result);
      snapshot = snapshot.plus(result.layer());
    }
    return new StageResult(stage, base.baseImage(), base.baseStage(), snapshot, results);
  }

  private StageResult base(PlannedStage stage, Map<Integer, Future<StageResult>> earlier)
      throws IOException {
    if (stage.base() instanceof Base.OtherStage base) {
      StageResult result = Futures.await(Objects.requireNonNull(earlier.get(base.index())));
      return new StageResult(
          stage, Optional.empty(), Optional.of(result), result.snapshot(), List.of());
    }
    if (stage.base() instanceof Base.Image base) {
      ResolvedImage image = inputs.image(base.name(), stage.platform());
      return new StageResult(
          stage, Optional.of(image), Optional.empty(), snapshot(image), List.of());
    }
    return new StageResult(stage, Optional.empty(), Optional.empty(), Snapshot.EMPTY, List.of());
  }

  private Snapshot snapshot(ResolvedImage image) {
    List<Layer> stack = new ArrayList<>();
    image.layers().forEach(blob -> stack.add(Layer.stored(layers, blob)));
    Snapshot snapshot = new Snapshot(stack);
    return snapshot.plus(Layer.mountOnly(layers, () -> repairs(snapshot)));
  }

  /**
   * Directories whose attributes overlayfs would show wrongly, right: see {@link
   * MergedView#maskedDirectories}.
   */
  private Optional<Path> repairs(Snapshot snapshot) throws IOException {
    MergedView view = snapshot.view();
    TreeMap<String, LayerItem> items = new TreeMap<>(FileNames.ORDER);
    for (Entry masked : view.maskedDirectories()) {
      for (String at = masked.path(); !at.isEmpty(); at = ScopedPath.parent(at)) {
        items.put(at, LayerItem.of(view.lookup(at).orElseThrow()));
      }
    }
    return items.isEmpty()
        ? Optional.empty()
        : Optional.of(layers.unpackTemporarily(items.values()));
  }

  private StepResult step(
      PlannedStage stage,
      StepState state,
      Snapshot below,
      Map<Integer, Future<StageResult>> earlier)
      throws IOException {
    progress.on(new BuildEvent.StepStarted(state.id(), state.step().origin().displayName()));
    Instant start = Instant.now();
    Outcome outcome = Outcome.FAILED;
    try {
      Optional<StepRecord> hit = state.hit();
      StepReads reads = StepReads.NOTHING;
      if (hit.isEmpty()) {
        reads = StepErrors.at(state.step(), () -> reads(stage, state, earlier));
        hit = findByContent(state, below, reads);
        explain(state, reads, hit.isPresent());
      }
      if (hit.isPresent()) {
        outcome = Outcome.CACHED;
        return cached(state, hit.get());
      }
      Ended ended = executeOnce(state, below, reads);
      outcome = ended.outcome();
      return ended.result();
    } finally {
      if (outcome == Outcome.FAILED && Thread.currentThread().isInterrupted()) {
        outcome = Outcome.CANCELED;
      }
      Duration elapsed = Duration.between(start, Instant.now());
      progress.on(new BuildEvent.StepFinished(state.id(), outcome, elapsed));
    }
  }

  private StepReads reads(
      PlannedStage stage, StepState state, Map<Integer, Future<StageResult>> earlier)
      throws IOException {
    if (!(state.step() instanceof Step.Run run)) {
      Optional<CopySelection> files = selection(stage, state, earlier);
      return files.isPresent()
          ? StepReads.of(CopyInputs.of(files.get(), state.remotes()))
          : StepReads.NOTHING;
    }
    Map<Mount, BoundTree> bound = new HashMap<>(state.bound());
    for (Mount mount : run.mounts()) {
      if (mount.reads().isPresent() && !bound.containsKey(mount)) {
        bound.put(mount, bound(stage, mount.reads().get(), earlier));
      }
    }
    return StepReads.of(bound);
  }

  private BoundTree bound(
      PlannedStage stage, Mount.Read read, Map<Integer, Future<StageResult>> earlier)
      throws IOException {
    if (read.from() instanceof Base.OtherStage from) {
      StageResult source = Futures.await(Objects.requireNonNull(earlier.get(from.index())));
      return new BoundTree.Image(source.snapshot(), read.source(), name(source));
    }
    if (read.from() instanceof Base.Image from) {
      ResolvedImage image = inputs.image(from.name(), stage.platform());
      return new BoundTree.Image(snapshot(image), read.source(), "image " + from.name());
    }
    if (read.from() instanceof Base.Scratch) {
      return new BoundTree.Image(Snapshot.EMPTY, read.source(), "scratch");
    }
    throw new AssertionError(read.from());
  }

  private static String name(StageResult stage) {
    int index = stage.stage().index();
    return "stage " + stage.stage().name().orElse(Integer.toString(index));
  }

  /** What a COPY reads; from a stage or an image only now, as its files have to be there. */
  private Optional<CopySelection> selection(
      PlannedStage stage, StepState state, Map<Integer, Future<StageResult>> earlier)
      throws IOException {
    if (state.selection().isPresent() || !(state.step() instanceof Step.Copy copy)) {
      return state.selection();
    }
    if (copy.from() instanceof Base.OtherStage from) {
      StageResult source = Futures.await(Objects.requireNonNull(earlier.get(from.index())));
      return Optional.of(CopyExecutor.select(copy, source.snapshot().tree(), name(source)));
    }
    if (copy.from() instanceof Base.Image from) {
      ResolvedImage image = inputs.image(from.name(), stage.platform());
      String name = "image " + from.name();
      return Optional.of(CopyExecutor.select(copy, snapshot(image).tree(), name));
    }
    throw new AssertionError(copy.from());
  }

  private Optional<StepRecord> findByContent(StepState state, Snapshot below, StepReads reads)
      throws IOException {
    if (state.refused().isPresent() || !cache.knowsOperation(state.operation())) {
      return Optional.empty();
    }
    Optional<StepRecord> found = cache.find(contentKey(state, below, reads));
    if (found.isPresent()) {
      cache.link(state, found.get());
    }
    return found;
  }

  private static Digest contentKey(StepState state, Snapshot below, StepReads reads)
      throws IOException {
    Digest parent = StepKeys.seesBelow(state.step()) ? below.identity() : StepKeys.UNSEEN;
    return StepKeys.content(state.operation(), parent, reads.digest(state.step()));
  }

  private StepResult cached(StepState state, StepRecord record) throws IOException {
    Optional<LayerBlob> blob = cache.layer(record);
    if (blob.isEmpty()) {
      return new StepResult(record.created(), Layer.mountOnly(layers, Optional::empty));
    }
    if (!cache.isForeign(blob.get())) {
      return new StepResult(record.created(), Layer.stored(layers, blob.get()));
    }
    Future<Optional<LayerBlob>> compressed =
        pipeline.recompress(blob.get(), done -> cache.add(state, record, done.orElseThrow()));
    return new StepResult(record.created(), Layer.written(layers, compressed));
  }

  private void explain(StepState state, StepReads reads, boolean foundByContent)
      throws IOException {
    if (explainer.isPresent() && foundByContent) {
      explainer.get().foundByContent(state);
    } else if (explainer.isPresent()) {
      List<String> reasons = explainer.get().explain(state, StepParts.of(state, keys, reads));
      progress.on(new BuildEvent.CacheMiss(state.id(), reasons));
    }
  }

  private record Ended(StepResult result, Outcome outcome) {}

  /** Executes a step, unless somebody else is found to be doing it: then their result is taken. */
  private Ended executeOnce(StepState state, Snapshot below, StepReads reads) throws IOException {
    RootLocks.Lock claim = cache.claim(state, () -> tell(state, WAITING));
    boolean executing = false;
    try {
      Optional<StepRecord> made = cache.findMade(state);
      if (made.isPresent()) {
        return new Ended(cached(state, made.get()), Outcome.CACHED);
      }
      StepResult result = execute(state, below, reads, claim);
      executing = true;
      return new Ended(result, Outcome.DONE);
    } finally {
      if (!executing) {
        claim.close();
      }
    }
  }

  private void tell(StepState state, String text) {
    progress.on(new BuildEvent.StepOutput(state.id(), text));
  }

  /** The claim is let go when the layer is written, or by the caller after a failure. */
  private StepResult execute(StepState state, Snapshot below, StepReads reads, RootLocks.Lock claim)
      throws IOException {
    if (state.step() instanceof Step.Run run) {
      RunExecutor.Ran ran =
          StepErrors.at(run, () -> runs.run(run, below, reads.bound(), text -> tell(state, text)));
      Instant created = clock.now();
      Future<Optional<LayerBlob>> blob =
          submit(
              state,
              below,
              reads,
              created,
              claim,
              () -> StepErrors.at(run, () -> ran.changes(below)));
      return new StepResult(created, Layer.ran(layers, blob, ran));
    }
    Instant created = clock.now();
    List<LayerItem> changes =
        StepErrors.at(state.step(), () -> changes(state, below, reads.inputs(), created));
    Future<Optional<LayerBlob>> blob = submit(state, below, reads, created, claim, () -> changes);
    return new StepResult(created, Layer.written(layers, blob));
  }

  private List<LayerItem> changes(
      StepState state, Snapshot below, Optional<CopyInputs> selection, Instant created)
      throws IOException {
    if (state.step() instanceof Step.Copy copy) {
      SourceTree target = CopyExecutor.target(copy, below);
      return CopyExecutor.changes(
          copy, selection.orElseThrow(), target, created.getEpochSecond(), layers::newScratch);
    }
    if (state.step() instanceof Step.Workdir workdir) {
      return WorkdirExecutor.changes(workdir, below, created.getEpochSecond());
    }
    throw new AssertionError(state.step());
  }

  private Future<Optional<LayerBlob>> submit(
      StepState state,
      Snapshot below,
      StepReads reads,
      Instant created,
      RootLocks.Lock claim,
      LayerPipeline.Items items) {
    return pipeline.submit(
        state.step(),
        claim,
        items,
        blob ->
            cache.put(
                state,
                contentKey(state, below, reads),
                StepParts.of(state, keys, reads),
                created,
                blob));
  }
}
