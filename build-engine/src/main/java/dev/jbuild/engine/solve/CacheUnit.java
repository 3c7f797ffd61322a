// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A piece of the cache that goes or stays as a whole. */
abstract class CacheUnit {
  private final Instant lastUsed;

  private CacheUnit(Instant lastUsed) {
    this.lastUsed = lastUsed;
  }

  /**
   * All of a root: steps, cache mounts, downloaded files, and what is known of contexts and keys.
   */
  static List<CacheUnit> all(StorageRoot root, RootContents contents) throws IOException {
    List<CacheUnit> units = new ArrayList<>();
    BuildCache records = new BuildCache(root.cache());
    for (Digest key : root.cache().keys()) {
      units.add(new StepUnit(root.cache(), key, records.peek(key)));
    }
    for (Digest key : root.urls().keys()) {
      units.add(new FileUnit(root.urls(), key, download(root.urls(), key)));
    }
    for (KeyedFiles files : List.of(root.contexts(), root.parts())) {
      for (Digest key : files.keys()) {
        units.add(new FileUnit(files, key, Optional.empty()));
      }
    }
    contents.mounts().forEach(mount -> units.add(new MountUnit(mount)));
    return units;
  }

  private static Optional<Digest> download(KeyedFiles urls, Digest key) throws IOException {
    try {
      return urls.read(key)
          .map(json -> WebRecord.fromJson(Json.parseObject(json, "record of a URL")).digest());
    } catch (OciException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** When it was last used, as far as is known. */
  Instant lastUsed() {
    return lastUsed;
  }

  /** What it takes besides what is needed already. */
  abstract long sizeBytes(Needed needed);

  /** It stays: so does what it refers to. */
  abstract void addTo(Needed needed);

  /** Removes it, but not what it refers to; returns the bytes that are free now. */
  abstract long remove(WorkDirectory trash) throws IOException;

  boolean isStep() {
    return false;
  }

  boolean isMount() {
    return false;
  }

  /** A small file, named by a key. */
  private abstract static class KeyedUnit extends CacheUnit {
    private final KeyedFiles files;
    private final Digest key;

    KeyedUnit(KeyedFiles files, Digest key) throws IOException {
      super(files.lastUsed(key));
      this.files = files;
      this.key = key;
    }

    @Override
    long remove(WorkDirectory trash) throws IOException {
      files.delete(key);
      return 0;
    }
  }

  private static final class StepUnit extends KeyedUnit {
    private final Optional<StepRecord> record;

    StepUnit(KeyedFiles files, Digest key, Optional<StepRecord> record) throws IOException {
      super(files, key);
      this.record = record;
    }

    @Override
    long sizeBytes(Needed needed) {
      return record.map(needed::bytesOf).orElse(0L);
    }

    @Override
    void addTo(Needed needed) {
      record.ifPresent(needed::addRecord);
    }

    @Override
    boolean isStep() {
      return true;
    }
  }

  /** One that may refer to a blob. */
  private static final class FileUnit extends KeyedUnit {
    private final Optional<Digest> blob;

    FileUnit(KeyedFiles files, Digest key, Optional<Digest> blob) throws IOException {
      super(files, key);
      this.blob = blob;
    }

    @Override
    long sizeBytes(Needed needed) {
      return blob.map(needed::bytesOf).orElse(0L);
    }

    @Override
    void addTo(Needed needed) {
      blob.ifPresent(needed::addBlob);
    }
  }

  private static final class MountUnit extends CacheUnit {
    private final RootContents.MountDirectory mount;

    MountUnit(RootContents.MountDirectory mount) {
      super(mount.lastUsed());
      this.mount = mount;
    }

    @Override
    long sizeBytes(Needed needed) {
      return mount.sizeBytes();
    }

    @Override
    void addTo(Needed needed) {
      // It refers to nothing.
    }

    @Override
    long remove(WorkDirectory trash) throws IOException {
      Path away = trash.newName("mount");
      Files.move(mount.path(), away);
      return mount.sizeBytes();
    }

    @Override
    boolean isMount() {
      return true;
    }
  }
}
