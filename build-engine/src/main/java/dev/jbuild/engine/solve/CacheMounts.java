// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Mount;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.Trees;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directories of cache mounts: {@code mounts/<ids>/<key>/0}, {@code 1}, …, beside each its lock
 * {@code 0.lock}. The first one is everybody's; others are there for mounts that don't share and
 * found it taken. Builds of one root use them at the same time.
 */
final class CacheMounts {
  private final Path root;
  private final LayerStore layers;
  private final WorkDirectory work;
  private final Ids ids;
  private final CacheMountArchive archive;
  private final Map<Digest, String> used = new ConcurrentHashMap<>();

  CacheMounts(
      Path root, LayerStore layers, WorkDirectory work, Ids ids, CacheMountArchive archive) {
    this.root = root;
    this.layers = layers;
    this.work = work;
    this.ids = ids;
    this.archive = archive;
  }

  /** A directory to mount, until it is closed. */
  record Lease(Path directory, LockFile lock) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      lock.close();
    }
  }

  /**
   * What tells caches apart, as in BuildKit: the id, what was in them at first, and the owner and
   * mode that were asked for.
   */
  static Digest key(Mount.Cache mount, Optional<BoundTree> first) throws IOException {
    CacheKey key =
        CacheKey.of("cache mount")
            .with("id", mount.id())
            .with("mode", mount.access().mode().toString())
            .with("uid", mount.access().uid().toString())
            .with("gid", mount.access().gid().toString());
    if (first.isPresent()) {
      key.with("first", first.get().identity());
    }
    return key.digest();
  }

  /**
   * Makes the directory if it isn't there, and takes its lock as the mount says.
   *
   * @param first what it holds when it is new
   * @param waits is told before this has to wait
   */
  Lease open(Mount.Cache mount, Digest key, Optional<BoundTree> first, Runnable waits)
      throws IOException {
    Path directory = root.resolve(key.hex());
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      // For people who look.
      Files.writeString(directory.resolve("id"), mount.id() + "\n");
    }
    int number = 0;
    Optional<LockFile> lock =
        mount.sharing() == Mount.Sharing.PRIVATE
            ? LockFile.tryExclusive(lock(directory, number))
            : Optional.of(
                LockFile.acquire(
                    lock(directory, number), mount.sharing() == Mount.Sharing.LOCKED, waits));
    while (lock.isEmpty()) {
      number++;
      lock = LockFile.tryExclusive(lock(directory, number));
    }
    Path data = directory.resolve(Integer.toString(number));
    if (number == 0 && !mount.readOnly()) {
      used.put(key, mount.id());
    }
    boolean made = false;
    try {
      if (!Files.isDirectory(data)) {
        make(mount, key, first, data);
      }
      made = true;
    } finally {
      if (!made) {
        lock.get().close();
      }
    }
    return new Lease(data, lock.get());
  }

  /** Saves everybody's directories of the mounts that were used, but for those still in use. */
  void save(BuildProgress progress) throws IOException {
    if (!archive.saves()) {
      return;
    }
    for (Map.Entry<Digest, String> mount : used.entrySet()) {
      Path directory = root.resolve(mount.getKey().hex());
      Optional<LockFile> lock = LockFile.tryExclusive(lock(directory, 0));
      if (lock.isEmpty()) {
        progress.on(
            new BuildEvent.Warning(
                "cache mount " + mount.getValue() + " is not saved: another build is using it"));
        continue;
      }
      try {
        archive.save(mount.getKey(), mount.getValue(), directory.resolve("0"));
      } finally {
        lock.get().close();
      }
    }
  }

  private static Path lock(Path directory, int number) {
    return directory.resolve(number + ".lock");
  }

  private void make(Mount.Cache mount, Digest key, Optional<BoundTree> first, Path data)
      throws IOException {
    Optional<Path> restored = archive.restore(key, mount.id());
    Path fresh = restored.isPresent() ? restored.get() : work.newDirectory("cache");
    Attributes attributes = Attributes.ofMode(0755);
    if (restored.isPresent() && first.isPresent()) {
      attributes = top(first.get().selection()).attributes();
    } else if (first.isPresent()) {
      attributes = fill(fresh, first.get().selection());
    }
    Mount.Access access = mount.access();
    Attributes wanted =
        attributes
            .withMode(access.mode().orElse(attributes.mode()))
            .withOwner(
                access.uid().orElse(attributes.uid()), access.gid().orElse(attributes.gid()));
    Trees.apply(fresh, wanted, ids.owners());
    LayerStore.moveIfFirst(fresh, data);
  }

  private static Entry top(BindSelection selection) {
    Entry top = selection.items().get(0).found().entry();
    if (!top.isDirectory()) {
      throw new BuildException(
          ExitCode.DOCKERFILE, "/" + top.path() + " is no directory, which a cache has to be");
    }
    return top;
  }

  private Attributes fill(Path fresh, BindSelection selection) throws IOException {
    Entry top = top(selection);
    SortedMap<String, LayerItem> items = ContextMask.sorted();
    for (CopySelection.Item item : selection.items()) {
      Entry entry = item.found().entry();
      if (!item.path().isEmpty() && !entry.type().isDevice()) {
        items.put(
            item.path(), new LayerItem(entry.withPath(item.path()), selection.tree().data(entry)));
      }
    }
    unpack(items.values(), fresh);
    return top.attributes();
  }

  private void unpack(Collection<LayerItem> items, Path directory) throws IOException {
    if (!items.isEmpty()) {
      layers.unpack(items, directory);
    }
  }
}
