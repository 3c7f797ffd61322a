// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.CachedMounts;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.EntryType;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.LayerException;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.layer.LayerReader;
import dev.jbuild.layer.LayerWriter;
import dev.jbuild.layer.LowerLookup;
import dev.jbuild.layer.ReadLayer;
import dev.jbuild.layer.Trees;
import dev.jbuild.layer.WrittenLayer;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.RegistryException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Saves cache mounts to the caches of {@code --cache-to} that want them, and brings them back from
 * those of {@code --cache-from} when a directory is made. Only chunks that have changed are read
 * and sent. Files in which a secret of this build is found stay here.
 */
final class CacheMountArchive {
  private static final LayerReader READER = new LayerReader(LowerLookup.none());

  private final List<CacheRepository> sources;
  private final List<Target> targets;
  private final WorkDirectory work;
  private final Ids ids;
  private final Platform platform;
  private final Secrets secrets;
  private final CacheWarnings warnings;
  private final BuildProgress progress;

  /** A cache that gets mounts. */
  record Target(CacheRepository repository, CachedMounts limits) {}

  CacheMountArchive(
      SharedCaches.Mounts places,
      WorkDirectory work,
      Ids ids,
      Platform platform,
      Secrets secrets,
      CacheWarnings warnings,
      BuildProgress progress) {
    this.sources = places.sources();
    this.targets = places.targets();
    this.work = work;
    this.ids = ids;
    this.platform = platform;
    this.secrets = secrets;
    this.warnings = warnings;
    this.progress = progress;
  }

  /** The key under which caches have a mount. */
  static Digest tag(Digest mount) {
    return CacheKey.of("saved cache mount").with("mount", mount).digest();
  }

  /** A new directory with what the first cache has that knows this mount; none if none does. */
  Optional<Path> restore(Digest mount, String id) throws IOException {
    for (CacheRepository source : sources) {
      if (!warnings.isBroken(source)) {
        Path directory = work.newDirectory("restored");
        if (restore(source, mount, directory)) {
          progress.on(
              new BuildEvent.Notice("restored cache mount " + id + " from " + source.shown()));
          return Optional.of(directory);
        }
        Trees.delete(directory);
      }
    }
    return Optional.empty();
  }

  private boolean restore(CacheRepository source, Digest mount, Path directory) throws IOException {
    try {
      Optional<CacheMountImage> saved = source.find(tag(mount)).flatMap(CacheMountImage::read);
      if (saved.isEmpty() || saved.get().chunks().isEmpty()) {
        return false;
      }
      List<CacheMountImage.Chunk> chunks = saved.get().chunks();
      unpack(source, chunks.get(0), directory);
      Futures.inParallel(
          chunks.subList(1, chunks.size()), chunk -> addFiles(source, chunk, directory));
      return true;
    } catch (RegistryException | OciException | LayerException | IOException e) {
      warnings.broken(source, "read", e);
      return false;
    }
  }

  private ReadLayer unpack(CacheRepository source, CacheMountImage.Chunk chunk, Path empty)
      throws IOException {
    try (InputStream in = source.open(chunk.layer().descriptor())) {
      ReadLayer content = READER.unpack(in, Compression.ZSTD, empty, ids.owners());
      if (!content.diffId().equals(chunk.layer().diffId())) {
        throw new LayerException(
            chunk.layer().descriptor().digest() + " is not what its diffID says");
      }
      return content;
    }
  }

  /** The directories are there; returns how many files were added. */
  private int addFiles(CacheRepository source, CacheMountImage.Chunk chunk, Path directory)
      throws IOException {
    Path unpacked = work.newDirectory("chunk");
    FileTime used = FileTime.from(chunk.usedSeconds(), TimeUnit.SECONDS);
    Set<String> known = new HashSet<>();
    int files = 0;
    for (Entry entry : unpack(source, chunk, unpacked).toc().entries()) {
      if (entry.type() == EntryType.FILE) {
        requireDirectories(directory, entry.path(), known);
        Path file = FileNames.resolve(directory, entry.path());
        Files.move(FileNames.resolve(unpacked, entry.path()), file);
        // So that it is known of a file that no build reads for how long.
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setTimes(null, used, null);
        files++;
      }
    }
    Trees.delete(unpacked);
    return files;
  }

  /** Nothing is written through a link that another chunk has made. */
  private static void requireDirectories(Path directory, String file, Set<String> known) {
    for (String at = ScopedPath.parent(file);
        !at.isEmpty() && known.add(at);
        at = ScopedPath.parent(at)) {
      Path path = FileNames.resolve(directory, at);
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new LayerException("a saved cache mount has " + file + ", but no directory " + at);
      }
    }
  }

  /** Whether any cache gets mounts. */
  boolean saves() {
    return !targets.isEmpty();
  }

  /** Brings the caches up to date with a directory that nobody uses. */
  void save(Digest mount, String id, Path directory) throws IOException {
    for (Target target : targets) {
      if (!warnings.isBroken(target.repository())) {
        try {
          save(target, mount, id, directory);
        } catch (LayerException e) {
          progress.on(
              new BuildEvent.Warning("cache mount " + id + " is not saved: " + e.getMessage()));
        } catch (RegistryException | OciException | IOException e) {
          warnings.broken(target.repository(), "written", e);
        }
      }
    }
  }

  private void save(Target target, Digest mount, String id, Path directory) throws IOException {
    CacheRepository repository = target.repository();
    Instant now = Instant.now();
    Optional<CacheMountImage> before = repository.find(tag(mount)).flatMap(CacheMountImage::read);
    List<CacheMountImage.Chunk> chunks = new ArrayList<>();
    for (CacheMountChunk chunk :
        CacheMountChunk.of(directory, ids.owners(), target.limits(), now)) {
      Digest state = chunk.state();
      Optional<CacheMountImage.Chunk> same =
          before.flatMap(saved -> saved.find(state, chunk.youngestSeconds()));
      LayerBlob layer;
      if (same.isPresent()) {
        layer = same.get().layer();
      } else {
        layer = send(repository, id, chunk.items());
        chunk.forgetReading(directory);
      }
      chunks.add(new CacheMountImage.Chunk(layer, state, chunk.usedSeconds()));
    }
    ImageAssembler.Assembled image = new CacheMountImage(now, chunks).write(platform);
    repository.putBlob(image.config());
    repository.put(tag(mount), image.manifest());
  }

  private LayerBlob send(CacheRepository repository, String id, List<LayerItem> items)
      throws IOException {
    Path file = work.newName("chunk");
    MessageDigest sha256 = Digest.newSha256();
    WrittenLayer written;
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream digested = new DigestOutputStream(new BufferedOutputStream(out), sha256)) {
      written =
          new LayerWriter(LayerOptions.of(Compression.ZSTD))
              .write(withoutSecrets(id, items), digested);
    }
    Descriptor blob =
        Descriptor.of(
            MediaType.ociLayer(Compression.ZSTD), Digest.of(sha256.digest()), Files.size(file));
    repository.putBlob(blob, () -> Files.newInputStream(file));
    Files.delete(file);
    return new LayerBlob(written.diffId(), blob);
  }

  private List<LayerItem> withoutSecrets(String id, List<LayerItem> items) throws IOException {
    List<SecretScan> scans =
        secrets.used().stream().flatMap(s -> SecretScan.of(s).stream()).toList();
    if (scans.isEmpty()) {
      return items;
    }
    List<LayerItem> clean = new ArrayList<>();
    for (LayerItem item : items) {
      if (item.entry().type() != EntryType.FILE || !holdsAny(scans, item)) {
        clean.add(item);
      } else {
        progress.on(
            new BuildEvent.Warning(
                "file "
                    + item.entry().path()
                    + " of cache mount "
                    + id
                    + " holds a secret and is not saved"));
      }
    }
    return clean;
  }

  private static boolean holdsAny(List<SecretScan> scans, LayerItem item) throws IOException {
    for (SecretScan scan : scans) {
      try (InputStream in = item.data().open()) {
        if (scan.isIn(in)) {
          return true;
        }
      }
    }
    return false;
  }
}
