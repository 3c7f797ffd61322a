// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Instruction.Network;
import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.BuildResult;
import dev.jbuild.engine.Entitlement;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.NetworkMode;
import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.BuildPlan;
import dev.jbuild.engine.plan.PlanOptions;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.engine.plan.Planner;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** One build from request to result: puts the parts together, and owns what has to be closed. */
public final class BuildSession implements AutoCloseable {
  private final BuildRequest request;
  private final BuildProgress progress;
  private final Workshop workshop;

  /** Opens the storage root; nothing is built before {@link #build}. */
  public BuildSession(BuildRequest request, BuildProgress progress) throws IOException {
    this.request = request;
    this.progress = progress;
    this.workshop =
        Workshop.open(
            new StorageRoot(request.root()),
            request.grants(),
            new RegistryClients(request.registries(), request.tags()),
            progress);
    if (request.push() || request.cache().isShared()) {
      workshop.prepareRegistry();
    }
  }

  /** Builds, stores, and does with the image what the outputs say. */
  public BuildResult build() throws IOException {
    List<Reference> tags = tags();
    Planned planned = plan(request.platform().orElseGet(Platform::host));
    Publisher publisher =
        workshop.publisher(
            request.push()
                ? new Publisher.Destinations(tags, request.pushByDigest())
                : Publisher.Destinations.NONE);
    SharedCaches caches =
        workshop.sharedCaches(
            request.cache(), publisher, imageSteps(planned.plan()), planned.platform());
    return solve(planned, publisher, caches, tags);
  }

  /** What is to be done, and what it is done with. */
  private record Planned(BuildPlan plan, Contexts contexts, Inputs inputs, Platform platform) {}

  private Planned plan(Platform platform) throws IOException {
    Contexts contexts = workshop.contexts(request);
    Dockerfile.Reading reading = Dockerfile.read(contexts.dockerfile());
    if (!reading.errors().isEmpty()) {
      throw Mistakes.of(reading, planOptions(request, platform));
    }
    Dockerfile parsed = reading.dockerfile();
    Inputs inputs =
        new Inputs(
            workshop.resolver(),
            new OciLayoutImages(workshop.store().blobs(), request.namedContexts().values()),
            request.pull(),
            platform);
    Map<String, String> buildArgs = buildArgs(parsed, platform);
    Optional<Instant> date = sourceDate(buildArgs, parsed, contexts, platform);
    BuildPlan plan =
        new BuildChecks(inputs, contexts.ignored(), progress)
            .plan(parsed, planOptions(request, buildArgs, platform, date));
    requireStages(parsed);
    return new Planned(plan, contexts, inputs, platform);
  }

  private BuildResult solve(
      Planned planned, Publisher publisher, SharedCaches caches, List<Reference> tags)
      throws IOException {
    BuildPlan plan = planned.plan();
    Contexts contexts = planned.contexts();
    StepCache cache =
        workshop.stepCache(request.compression(), request.cache(), contexts.project(), caches);
    OptionalLong epoch = epoch(plan);
    StepKeys keys = new StepKeys(epoch);
    RemoteParts remotes = RemoteParts.of(plan, workshop.webFiles(), workshop.gitFiles());
    KeyedPlan keyed =
        KeyedPlan.of(
            plan, keys, contexts, workshop.contextDigests(), remotes, planned.inputs(), cache);
    keyed.shareHits();
    Emulation.ofThisHost().require(plan.stages(), keyed);
    boolean checked = request.registries().pushCheck() && isWorkToDo(plan, keyed);
    Future<Void> mayPush = checked ? publisher.check() : CompletableFuture.completedFuture(null);
    CacheMounts mounts = workshop.cacheMounts(caches, planned.platform());
    RunExecutor runs = workshop.runExecutor(request.jobs(), keyed.mayRun(), mounts);
    BuildClock clock = new BuildClock(InstantSource.system(), epoch);
    Optional<CacheExplainer> explainer =
        request.cache().explain()
            ? Optional.of(
                new CacheExplainer(workshop.stepParts(contexts.project()), cache, caches.imports()))
            : Optional.empty();
    StageRunner runner =
        new StageRunner(
            planned.inputs(),
            workshop.layers(),
            workshop.pipeline(layerOptions(epoch), publisher),
            cache,
            keys,
            explainer,
            runs,
            clock,
            progress);
    Futures.await(mayPush);
    StageResult result = new Solver(plan, keyed, runner, workshop::breakOff).solve();
    Future<Boolean> saved = workshop.beginSaving(mounts);
    BuildResult done = finish(result, publisher, cache, keyed, clock, tags);
    caches.exports().finish();
    Futures.await(saved);
    return done;
  }

  /** A name that is misspelt would be cached. */
  private void requireStages(Dockerfile dockerfile) {
    for (String name : request.cache().uncachedStages()) {
      boolean known =
          dockerfile.stages().stream()
              .flatMap(stage -> stage.name().stream())
              .anyMatch(stage -> stage.equalsIgnoreCase(name));
      if (!known) {
        throw new BuildException(
            ExitCode.COMMAND_LINE, "--no-cache-filter " + name + ": no stage has this name");
      }
    }
  }

  /** By identity: two steps may say the same. */
  private static Set<Step> imageSteps(BuildPlan plan) {
    Set<Step> steps = Collections.newSetFromMap(new IdentityHashMap<>());
    PlannedStage stage = plan.target();
    steps.addAll(stage.steps());
    while (stage.base() instanceof Base.OtherStage base) {
      stage = plan.stage(base.index());
      steps.addAll(stage.steps());
    }
    return steps;
  }

  /** An image that is made of cached steps may be at its destination already: one HEAD tells. */
  private static boolean isWorkToDo(BuildPlan plan, KeyedPlan keyed) {
    return plan.stages().stream()
        .flatMap(stage -> keyed.steps(stage).stream())
        .anyMatch(step -> step.hit().isEmpty());
  }

  private BuildResult finish(
      StageResult result,
      Publisher publisher,
      StepCache cache,
      KeyedPlan keyed,
      BuildClock clock,
      List<Reference> tags)
      throws IOException {
    List<LayerBlob> layers = result.snapshot().blobs();
    Map<String, String> annotations =
        request.cache().inline() ? CacheInline.annotations(result, keyed, layers) : Map.of();
    ImageAssembler.Assembled image = assemble(result, layers, annotations, cache, clock);
    new ImageStore(workshop.store()).put(image, tags);
    new Outputs(new ImageArchive(workshop.fetcher(), workshop.work()), progress)
        .write(request.outputs(), image, result.snapshot(), tags);
    workshop.keepUppers(result);
    publisher.finish(image, layers);
    return new BuildResult(
        image.manifest().descriptor(),
        image.config().descriptor().digest(),
        tags.stream().map(Reference::toString).toList());
  }

  private ImageAssembler.Assembled assemble(
      StageResult result,
      List<LayerBlob> layers,
      Map<String, String> annotations,
      StepCache cache,
      BuildClock clock)
      throws IOException {
    Optional<Instant> stepCreated = ImageHistory.created(result);
    Instant created =
        stepCreated.isPresent() ? stepCreated.get() : firstCreated(result, layers, cache, clock);
    return ImageAssembler.assemble(
        new ImageAssembler.Parts(
            result.stage().platform(),
            Optional.of(created),
            result.stage().author(),
            result.stage().config(),
            ImageHistory.of(result, created),
            layers,
            annotations));
  }

  /** When an image without steps was first made: remembered, so that it stays the same image. */
  private Instant firstCreated(
      StageResult result, List<LayerBlob> layers, StepCache cache, BuildClock clock)
      throws IOException {
    Instant epoch = Instant.EPOCH;
    ImageAssembler.Parts timeless =
        new ImageAssembler.Parts(
            result.stage().platform(),
            Optional.empty(),
            result.stage().author(),
            result.stage().config(),
            ImageHistory.of(result, epoch),
            layers,
            Map.of());
    Digest key =
        CacheKey.of("image")
            .with("manifest", ImageAssembler.assemble(timeless).manifest().descriptor().digest())
            .with("epoch", clock.epoch())
            .digest();
    return cache.firstMade(key, clock);
  }

  private List<Reference> tags() {
    List<Reference> tags = new ArrayList<>();
    for (String tag : request.tags()) {
      try {
        tags.add(Reference.parse(tag));
      } catch (IllegalArgumentException e) {
        throw new BuildException(ExitCode.COMMAND_LINE, String.valueOf(e.getMessage()), e);
      }
    }
    if (request.push() && tags.isEmpty()) {
      throw new BuildException(
          ExitCode.COMMAND_LINE, "nothing to push to: name the image with -t REGISTRY/NAME:TAG");
    }
    return tags;
  }

  /** Those of the request, and what the Dockerfile has as SOURCE_DATE_EPOCH if that has none. */
  private Map<String, String> buildArgs(Dockerfile dockerfile, Platform platform) {
    Map<String, String> given = request.buildArgs();
    if (request.sourceDateEpoch().isPresent()
        || given.containsKey(SourceDate.ARGUMENT)
        || SourceDate.declared(dockerfile).isEmpty()) {
      return given;
    }
    Map<String, String> all = new LinkedHashMap<>(given);
    Planner.globalArg(dockerfile, planOptions(request, platform), SourceDate.ARGUMENT)
        .ifPresent(value -> all.put(SourceDate.ARGUMENT, value));
    return all;
  }

  /** The time that the request gives, or that what it names has. */
  private Optional<Instant> sourceDate(
      Map<String, String> buildArgs, Dockerfile dockerfile, Contexts contexts, Platform platform)
      throws IOException {
    Optional<SourceDate> named = SourceDate.of(request, buildArgs, dockerfile);
    if (named.isEmpty()) {
      return given(request);
    }
    PlanOptions withoutTime = planOptions(request, buildArgs, platform, Optional.empty());
    Optional<Instant> date = named.get().find(dockerfile, withoutTime, contexts);
    if (date.isEmpty()) {
      progress.on(new BuildEvent.Remark(named.get().missing().render()));
    }
    return date;
  }

  private static Optional<Instant> given(BuildRequest request) {
    return request.sourceDateEpoch().stream().mapToObj(Instant::ofEpochSecond).findFirst();
  }

  /** For what builds nothing, and so asks no context for its time. */
  static PlanOptions planOptions(BuildRequest request, Platform platform) {
    return planOptions(request, request.buildArgs(), platform, given(request));
  }

  private static PlanOptions planOptions(
      BuildRequest request,
      Map<String, String> buildArgs,
      Platform platform,
      Optional<Instant> sourceDate) {
    return new PlanOptions(
        SourceDate.withSeconds(buildArgs, sourceDate),
        request.target(),
        request.labels(),
        platform,
        Platform.host(),
        request.namedContexts(),
        request.network() == NetworkMode.NONE ? Network.NONE : Network.HOST,
        sourceDate,
        request.grants().allowed().contains(Entitlement.SECURITY_INSECURE));
  }

  /** Of the command line or of the build argument. */
  private static OptionalLong epoch(BuildPlan plan) {
    return plan.sourceDateEpoch().isPresent()
        ? OptionalLong.of(plan.sourceDateEpoch().get().getEpochSecond())
        : OptionalLong.empty();
  }

  private LayerOptions layerOptions(OptionalLong epoch) {
    LayerOptions options = LayerOptions.of(request.compression());
    return epoch.isPresent() ? options.withLatestMtime(epoch.getAsLong()) : options;
  }

  /** Ends what still runs and removes the work directory. */
  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
