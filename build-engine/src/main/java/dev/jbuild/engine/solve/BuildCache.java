// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.util.Optional;

/**
 * The local build cache: a small file {@code cache/<key>} for each step that was run.
 *
 * <p>Records are written by rename, so any number of builds may write at once; the last one wins,
 * and all are right.
 */
final class BuildCache {
  private final Path directory;

  BuildCache(Path directory) {
    this.directory = directory;
  }

  /** The record under {@code key}; one that can't be read counts as missing. */
  Optional<StepRecord> find(Digest key) throws IOException {
    try {
      byte[] data = Files.readAllBytes(directory.resolve(key.hex()));
      return Optional.of(StepRecord.fromJson(Json.parseObject(data, "cache record")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (OciException | IllegalArgumentException | DateTimeException e) {
      // Cut off by a full disk, or of another version: the step is run again and it is replaced.
      return Optional.empty();
    }
  }

  void put(Digest key, StepRecord record) throws IOException {
    Files.createDirectories(directory);
    Path temporary = Files.createTempFile(directory, ".tmp", "");
    try {
      Files.write(temporary, Json.toBytes(record.toJson()));
      Files.move(temporary, directory.resolve(key.hex()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
