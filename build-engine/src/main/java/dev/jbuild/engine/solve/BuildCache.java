// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.Optional;

/** The local build cache: a small file {@code cache/<key>} for each step that was run. */
final class BuildCache {
  private final KeyedFiles files;

  BuildCache(KeyedFiles files) {
    this.files = files;
  }

  /** The record under {@code key}, which is used by that. */
  Optional<StepRecord> find(Digest key) throws IOException {
    Optional<StepRecord> found = peek(key);
    if (found.isPresent()) {
      files.use(key);
    }
    return found;
  }

  /** As {@link #find}, to look only; one that can't be read counts as missing. */
  Optional<StepRecord> peek(Digest key) throws IOException {
    try {
      return files
          .read(key)
          .map(data -> StepRecord.fromJson(Json.parseObject(data, "cache record")));
    } catch (OciException | IllegalArgumentException | DateTimeException e) {
      // Cut off by a full disk, or of another version: the step is run again and it is replaced.
      return Optional.empty();
    }
  }

  void put(Digest key, StepRecord record) throws IOException {
    files.write(key, Json.toBytes(record.toJson()));
  }
}
