// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.PruneOptions;
import dev.jbuild.engine.PruneResult;
import dev.jbuild.engine.StorageProblem;
import dev.jbuild.engine.StorageUsage;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the commands on a storage root do with it. */
public final class StorageUpkeep {
  private static final long MOST_BYTES = 20_000_000_000L;

  /** How many parts of the disk the cache may take one of. */
  private static final int PARTS = 5;

  private static final Duration BETWEEN_COLLECTIONS = Duration.ofMinutes(10);

  private final StorageRoot root;

  public StorageUpkeep(Path root) {
    this.root = new StorageRoot(root);
  }

  /** Waits until nobody else uses the root. */
  public PruneResult prune(PruneOptions options, BuildProgress progress) throws IOException {
    LockFile lock = exclusive(progress);
    try (lock) {
      return Pruner.prune(root, options, Instant.now());
    }
  }

  /** Only if nobody else uses the root, and if it is time again. */
  public Optional<PruneResult> collect(OptionalLong keepBytes) throws IOException {
    if (!Files.isDirectory(root.path()) || (keepBytes.isEmpty() && wasCollected())) {
      return Optional.empty();
    }
    Optional<LockFile> taken = LockFile.tryExclusive(root.lock());
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    LockFile lock = taken.get();
    try (lock) {
      PruneOptions options =
          new PruneOptions(Optional.empty(), OptionalLong.of(limit(keepBytes)), false);
      PruneResult result = Pruner.prune(root, options, Instant.now());
      noteCollected();
      return Optional.of(result);
    }
  }

  private long limit(OptionalLong keepBytes) throws IOException {
    return keepBytes.isPresent()
        ? keepBytes.getAsLong()
        : Math.min(MOST_BYTES, Files.getFileStore(root.path()).getTotalSpace() / PARTS);
  }

  /** A moment ago, or since the last blob came: a build from the cache needn't look. */
  private boolean wasCollected() throws IOException {
    Optional<Instant> collected = time(root.collected());
    Optional<Instant> changed = time(root.store().blobs().directory());
    return changed.isEmpty()
        || (collected.isPresent()
            && (collected.get().isAfter(Instant.now().minus(BETWEEN_COLLECTIONS))
                || collected.get().isAfter(changed.get())));
  }

  private static Optional<Instant> time(Path path) throws IOException {
    return Files.exists(path)
        ? Optional.of(Files.getLastModifiedTime(path).toInstant())
        : Optional.empty();
  }

  private void noteCollected() throws IOException {
    if (!Files.exists(root.collected())) {
      Files.createFile(root.collected());
    }
    Files.setLastModifiedTime(root.collected(), FileTime.from(Instant.now()));
  }

  /** Takes no lock: it is for show, and may be of this moment or the next. */
  public StorageUsage usage() throws IOException {
    RootContents contents = RootContents.read(root);
    Needed needed = new Needed(root.store().blobs(), contents);
    List<Descriptor> images = root.store().index().manifests();
    for (Descriptor image : images) {
      needed.addImage(image, false);
    }
    long imageBytes = 0;
    long cacheBytes = 0;
    for (Digest blob : contents.blobs().keySet()) {
      long bytes = contents.blobs().get(blob);
      imageBytes += needed.blob(blob) ? bytes : 0;
      cacheBytes += needed.blob(blob) ? 0 : bytes;
    }
    long layerBytes = 0;
    for (Digest layer : contents.layers()) {
      layerBytes += contents.layerBytes(layer);
    }
    long mountBytes =
        contents.mounts().stream().mapToLong(RootContents.MountDirectory::sizeBytes).sum();
    return new StorageUsage(
        new StorageUsage.Part(images.size(), imageBytes, 0),
        new StorageUsage.Part(root.cache().keys().size(), cacheBytes, cacheBytes),
        new StorageUsage.Part(contents.layers().size(), layerBytes, layerBytes),
        new StorageUsage.Part(contents.mounts().size(), mountBytes, mountBytes));
  }

  /** To repair waits until nobody else uses the root. */
  public List<StorageProblem> check(boolean repair, BuildProgress progress) throws IOException {
    LockFile lock = repair ? exclusive(progress) : shared(root, progress);
    try (lock) {
      return new RootCheck(root, repair).run();
    }
  }

  private LockFile exclusive(BuildProgress progress) throws IOException {
    Files.createDirectories(root.path());
    return LockFile.acquire(
        root.lock(),
        true,
        () -> progress.on(new BuildEvent.Notice("waiting until nobody else uses " + root.path())));
  }

  /** The lock of those who use what is in a root. */
  static LockFile shared(StorageRoot root, BuildProgress progress) throws IOException {
    Files.createDirectories(root.path());
    return LockFile.acquire(
        root.lock(),
        false,
        () -> progress.on(new BuildEvent.Notice("waiting until " + root.path() + " is pruned")));
  }
}
