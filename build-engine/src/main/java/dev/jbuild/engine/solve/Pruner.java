// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.PruneOptions;
import dev.jbuild.engine.PruneResult;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Removes what options say from a storage root that nobody else uses.
 *
 * <p>First what refers to data goes, then the data: whoever is killed in between leaves garbage and
 * no holes. Directories are moved away before they are removed, so that none is ever half there.
 */
final class Pruner {
  private final StorageRoot root;
  private final PruneOptions options;
  private final Instant now;
  private final ImageLayout store;
  private final RootContents contents;
  private final Needed needed;
  private boolean full;
  private int names;
  private int steps;
  private int blobs;
  private int layers;
  private int mounts;
  private long freedBytes;

  private Pruner(StorageRoot root, PruneOptions options, Instant now) throws IOException {
    this.root = root;
    this.options = options;
    this.now = now;
    this.store = root.store();
    this.contents = RootContents.read(root);
    this.needed = new Needed(store.blobs(), contents);
  }

  /** The caller has the exclusive lock of {@code root}. */
  static PruneResult prune(StorageRoot root, PruneOptions options, Instant now) throws IOException {
    try (WorkDirectory trash = WorkDirectory.create(root.work())) {
      return new Pruner(root, options, now).prune(trash);
    }
  }

  private PruneResult prune(WorkDirectory trash) throws IOException {
    pruneNames();
    long imageBytes = needed.sizeBytes();
    List<CacheUnit> units = new ArrayList<>(CacheUnit.all(root, contents));
    units.sort(Comparator.comparing(CacheUnit::lastUsed).reversed());
    long mountBytes = 0;
    for (CacheUnit unit : units) {
      long cacheBytes = needed.sizeBytes() - imageBytes + mountBytes + unit.sizeBytes(needed);
      if (goes(unit, cacheBytes)) {
        freedBytes += unit.remove(trash);
        steps += unit.isStep() ? 1 : 0;
        mounts += unit.isMount() ? 1 : 0;
      } else {
        mountBytes += unit.isMount() ? unit.sizeBytes(needed) : 0;
        unit.addTo(needed);
      }
    }
    removeLayers(trash);
    removeBlobs();
    return new PruneResult(names, steps, blobs, layers, mounts, freedBytes);
  }

  /** Names that go, and what those that stay need. */
  private void pruneNames() throws IOException {
    // Where all of the cache goes, unpacked layers go with it: a blob is enough to make them anew.
    boolean limited = options.unusedFor().isPresent() || options.keepBytes().isPresent();
    List<String> going = new ArrayList<>();
    for (Descriptor image : store.index().manifests()) {
      Optional<String> name = Optional.ofNullable(image.annotations().get(ImageLayout.REF_NAME));
      boolean pulled = image.annotations().containsKey(ImageResolver.PULLED);
      if (options.pulledImages() && pulled && name.isPresent()) {
        going.add(name.get());
      } else {
        needed.addImage(image, limited);
      }
    }
    for (String name : going) {
      store.untag(name);
      names++;
    }
  }

  private boolean goes(CacheUnit unit, long cacheBytes) {
    boolean old =
        options.unusedFor().isEmpty()
            || unit.lastUsed().isBefore(now.minus(options.unusedFor().get()));
    // What is older than the first that doesn't fit is not kept either, be it ever so small.
    full |= options.keepBytes().isEmpty() || cacheBytes > options.keepBytes().getAsLong();
    return old && full;
  }

  private void removeLayers(WorkDirectory trash) throws IOException {
    for (Digest diffId : contents.layers()) {
      if (!needed.layer(diffId)) {
        freedBytes += contents.layerBytes(diffId);
        for (Path directory : contents.directories(diffId)) {
          Files.move(directory, trash.newName("layer"));
          layers++;
        }
        Files.deleteIfExists(root.toc(diffId));
      }
    }
  }

  private void removeBlobs() throws IOException {
    for (Digest blob : contents.blobs().keySet()) {
      if (!needed.blob(blob)) {
        freedBytes += contents.blobs().get(blob);
        store.blobs().delete(blob);
        blobs++;
      }
    }
    for (Digest blob : root.origins().keys()) {
      if (!needed.blob(blob)) {
        root.origins().delete(blob);
      }
    }
    store.blobs().deleteUnfinished();
  }
}
