// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The parts of the keys of steps that were run on this root: {@code parts/<definition key>}, and
 * under the keys of an operation and of a place in a Dockerfile the name of the last such file.
 */
final class StepPartsStore {
  private final KeyedFiles files;
  private final String project;

  /** {@code project} tells the places of this Dockerfile from those of others. */
  StepPartsStore(KeyedFiles files, String project) {
    this.files = files;
    this.project = project;
  }

  private Digest place(Digest slot) {
    return CacheKey.of("place").with("project", project).with("slot", slot).digest();
  }

  void put(StepState state, StepParts parts) throws IOException {
    files.write(state.definition(), Json.toBytes(parts.toJson()));
    byte[] name = state.definition().toString().getBytes(StandardCharsets.UTF_8);
    files.write(state.operation(), name);
    files.write(place(state.slot()), name);
  }

  /** The parts of a definition key; what can't be read counts as missing. */
  Optional<StepParts> find(Digest definition) throws IOException {
    try {
      return files
          .read(definition)
          .map(data -> StepParts.fromJson(Json.parseObject(data, "parts of a key")));
    } catch (OciException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The parts of the last step of this operation. */
  Optional<StepParts> lastOf(Digest operation) throws IOException {
    return named(operation);
  }

  /** The parts of the last step at this place of the Dockerfile. */
  Optional<StepParts> lastAt(Digest slot) throws IOException {
    return named(place(slot));
  }

  private Optional<StepParts> named(Digest key) throws IOException {
    Optional<byte[]> name = files.read(key);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return find(Digest.parse(new String(name.get(), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
