// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.Grants;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.rootless.Host;
import dev.jbuild.rootless.NativeLauncher;
import dev.jbuild.rootless.StorageCheck;
import dev.jbuild.rootless.Tier;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What a build works with and shares between its parts; owns threads, connections and scratch. */
final class Workshop implements AutoCloseable {
  private static final int TRANSFERS = 4;
  private static final int LOOKUPS = 16;

  private final StorageRoot root;
  private final LockFile inUse;
  private final NativeLauncher launcher;
  private final WorkDirectory work;
  private final Grants grants;
  private final Secrets secrets;
  private final ImageLayout store;
  private final BuildProgress progress;
  private final Ids ids;
  private final BlobOrigins origins;
  private final BlobFetcher fetcher;
  private final ImageResolver resolver;
  private final LayerStore layers;
  private final Lazy<RegistryClient> registry;
  private final RemoteFiles remoteFiles;
  private final Thread sweeper = new Thread(this::sweep, "sweeper");
  private final ExecutorService downloadThreads;
  private final ExecutorService pipelineThreads;
  private final ExecutorService transferThreads;
  private final ExecutorService lookupThreads;

  private Workshop(
      StorageRoot root,
      LockFile inUse,
      WorkDirectory work,
      Grants grants,
      RegistryClients registries,
      BuildProgress progress)
      throws IOException {
    this.root = root;
    this.inUse = inUse;
    this.launcher = NativeLauncher.locate(root.path().resolve("bin"));
    this.work = work;
    this.grants = grants;
    this.secrets = new Secrets(grants.secrets(), System.getenv());
    this.progress = progress;
    this.ids = Ids.ofThisProcess();
    this.registry = new Lazy<>(() -> registries.client(new TransferProgress(progress)));
    this.store = root.store(work);
    this.origins = new BlobOrigins(root.origins());
    this.downloadThreads = threads("download", TRANSFERS);
    this.fetcher = new BlobFetcher(store.blobs(), origins, registry, downloadThreads, root.locks());
    this.resolver = new ImageResolver(store, origins, registry, progress);
    this.layers = new LayerStore(root, ids, fetcher, work);
    this.remoteFiles =
        new RemoteFiles(
            root,
            store.blobs(),
            work,
            launcher,
            new ServerSecrets(grants.secrets(), System.getenv()));
    this.pipelineThreads = threads("layer", Runtime.getRuntime().availableProcessors());
    this.transferThreads = threads("transfer", TRANSFERS);
    this.lookupThreads = threads("lookup", LOOKUPS);
  }

  /** Makes the work directory, and begins to remove those of dead builds. */
  static Workshop open(
      StorageRoot root, Grants grants, RegistryClients registries, BuildProgress progress)
      throws IOException {
    LockFile inUse = StorageUpkeep.shared(root, progress);
    WorkDirectory work = WorkDirectory.create(root.work());
    Workshop workshop = new Workshop(root, inUse, work, grants, registries, progress);
    workshop.sweeper.setDaemon(true);
    workshop.sweeper.start();
    return workshop;
  }

  /** Begins to make what talks to registries, for a build that will need it: it takes a while. */
  void prepareRegistry() {
    transferThreads.execute(registry::get);
  }

  /** The client of registries; made when it is first asked for. */
  RegistryClient registry() {
    return registry.get();
  }

  NativeLauncher launcher() {
    return launcher;
  }

  ImageLayout store() {
    return store;
  }

  WorkDirectory work() {
    return work;
  }

  BlobFetcher fetcher() {
    return fetcher;
  }

  ImageResolver resolver() {
    return resolver;
  }

  LayerStore layers() {
    return layers;
  }

  WebFiles webFiles() {
    return remoteFiles.web();
  }

  Contexts contexts(BuildRequest request) throws IOException {
    ContextOpener opener =
        new ContextOpener(work, remoteFiles.directories(), webFiles(), gitFiles());
    return Contexts.open(request, opener, new DockerfileReader(webFiles()));
  }

  GitFiles gitFiles() {
    return remoteFiles.git();
  }

  ContextDigests contextDigests() {
    return new ContextDigests(root.contexts());
  }

  StepCache stepCache(
      Compression compression, CacheOptions options, String project, SharedCaches shared) {
    BuildCache records = new BuildCache(root.cache());
    return new StepCache(
        records,
        stepParts(project),
        root.locks(),
        work,
        fetcher,
        compression,
        options,
        shared.imports(),
        shared.exports());
  }

  StepPartsStore stepParts(String project) {
    return new StepPartsStore(root.parts(), project);
  }

  SharedCaches sharedCaches(
      CacheOptions options, Publisher publisher, Set<Step> ofImage, Platform platform) {
    SharedCaches.Means means =
        new SharedCaches.Means(
            registry, origins, fetcher, publisher, lookupThreads, transferThreads, progress);
    return SharedCaches.open(options, means, ofImage, platform);
  }

  Publisher publisher(Publisher.Destinations destinations) {
    return new Publisher(destinations, registry, fetcher, transferThreads, progress);
  }

  LayerPipeline pipeline(LayerOptions options, Publisher publisher) {
    return new LayerPipeline(layers, options, pipelineThreads, publisher);
  }

  /**
   * Checks, if a RUN may have to be run, that this host can do it: before anything is built.
   *
   * @param jobs how many may run at once; absent: the larger of 4 and twice the cores
   */
  RunExecutor runExecutor(OptionalInt jobs, boolean mayRun, CacheMounts caches) throws IOException {
    Host host = Host.current();
    if (mayRun) {
      requireRunnable(host);
      layers.expectRuns();
    }
    int atOnce = jobs.orElse(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
    return new RunExecutor(launcher, host, work, ids, runMounts(caches), atOnce);
  }

  private RunMounts runMounts(CacheMounts caches) {
    return new RunMounts(
        caches,
        new TreeMounts(layers, work, ids),
        secrets,
        new SshAgents(grants.agents(), System.getenv(), work),
        ids);
  }

  CacheMounts cacheMounts(SharedCaches shared, Platform platform) {
    CacheMountArchive archive =
        new CacheMountArchive(
            shared.mounts(), work, ids, platform, secrets, shared.warnings(), progress);
    return new CacheMounts(root.mounts(ids.key()), layers, work, ids, archive);
  }

  /** Begins to save cache mounts, in a thread that waits for no other. */
  Future<Boolean> beginSaving(CacheMounts mounts) {
    return lookupThreads.submit(
        () -> {
          mounts.save(progress);
          return true;
        });
  }

  private void requireRunnable(Host host) throws IOException {
    if (host.tier() == Tier.NONE) {
      throw new BuildException(ExitCode.HOST, "RUN can't be run here: " + host.reason())
          .withHint("jbuild doctor tells what would help; a build without RUN works");
    }
    progress.on(new BuildEvent.Notice("RUN in tier " + host.tier() + ": " + host.reason()));
    try {
      if (host.tier() == Tier.SINGLE_ID) {
        StorageCheck.requireEmulatedIds(launcher);
      }
      StorageCheck.requireOverlay(launcher, work.path());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Futures.interrupted();
    }
  }

  /** Keeps what RUN steps left as unpacked layers, for later builds that go on from them. */
  void keepUppers(StageResult result) throws IOException {
    for (StepResult step : result.steps()) {
      Layer layer = step.layer();
      if (layer.upper().isPresent() && layer.blob().isPresent()) {
        layers.adopt(layer.blob().get().diffId(), layer.toc(), layer.upper().get());
      }
    }
    if (result.baseStage().isPresent()) {
      keepUppers(result.baseStage().get());
    }
  }

  private void sweep() {
    try {
      work.sweepOthers();
    } catch (IOException | DirectoryIteratorException e) {
      if (!Thread.currentThread().isInterrupted()) {
        String text = ErrorReport.of(e).text();
        progress.on(new BuildEvent.Warning("cannot remove what a dead build left: " + text));
      }
    }
  }

  private static ExecutorService threads(String name, int count) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Breaks off transfers, for a build that has failed: nothing waits for them any longer. */
  void breakOff() {
    downloadThreads.shutdownNow();
    pipelineThreads.shutdownNow();
    transferThreads.shutdownNow();
    lookupThreads.shutdownNow();
    registry.peek().ifPresent(RegistryClient::close);
    remoteFiles.close();
  }

  /** Breaks off what still runs and removes the work directory. */
  @Override
  public void close() throws IOException {
    awaitSweeper();
    breakOff();
    awaitEnd(downloadThreads);
    awaitEnd(pipelineThreads);
    awaitEnd(transferThreads);
    awaitEnd(lookupThreads);
    try {
      work.close();
    } finally {
      inUse.close();
    }
  }

  /** What a dead build left is gone after the next one, however short that is. */
  private void awaitSweeper() {
    try {
      sweeper.join();
    } catch (InterruptedException e) {
      sweeper.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** Threads that still write into the work directory would put back what is removed. */
  private static void awaitEnd(ExecutorService threads) {
    boolean interrupted = Thread.interrupted();
    try {
      threads.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
