// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The build cache as steps use it: only records whose layers can be had count. */
final class StepCache {
  private final BuildCache records;
  private final BlobFetcher blobs;
  private final Compression compression;
  private final boolean enabled;

  /** Without {@code enabled} nothing is found, but what is made is recorded all the same. */
  StepCache(BuildCache records, BlobFetcher blobs, Compression compression, boolean enabled) {
    this.records = records;
    this.blobs = blobs;
    this.compression = compression;
    this.enabled = enabled;
  }

  Optional<StepRecord> find(Digest key) throws IOException {
    if (!enabled) {
      return Optional.empty();
    }
    Optional<StepRecord> record = records.find(key);
    return record.isPresent() && isUsable(record.get()) ? record : Optional.empty();
  }

  /**
   * Whether a step of this operation was ever recorded: if not, there is no use in waiting for the
   * identity of its inputs to look for it by content.
   */
  boolean knowsOperation(Digest operation) throws IOException {
    return enabled && records.find(operation).isPresent();
  }

  /** Records a step under its keys, beside layers that are known in other compressions. */
  void put(StepState state, Digest contentKey, Instant created, Optional<LayerBlob> layer)
      throws IOException {
    StepRecord record = record(created, layer, records.find(state.definition()));
    records.put(contentKey, record);
    records.put(state.definition(), record);
    records.put(state.operation(), StepRecord.withoutLayer(created));
  }

  /** Records under the definition key what was found under the content key. */
  void link(StepState state, StepRecord record) throws IOException {
    records.put(state.definition(), record);
  }

  /** The layer of a record that {@link #find} found. */
  Optional<LayerBlob> layer(StepRecord record) {
    return record
        .diffId()
        .map(id -> new LayerBlob(id, Objects.requireNonNull(record.blobs().get(compression))));
  }

  private StepRecord record(
      Instant created, Optional<LayerBlob> layer, Optional<StepRecord> before) {
    if (layer.isEmpty()) {
      return StepRecord.withoutLayer(created);
    }
    Map<Compression, Descriptor> known = new EnumMap<>(Compression.class);
    before
        .filter(r -> r.diffId().equals(Optional.of(layer.get().diffId())))
        .ifPresent(r -> known.putAll(r.blobs()));
    known.put(compression, layer.get().descriptor());
    return new StepRecord(created, Optional.of(layer.get().diffId()), known);
  }

  private boolean isUsable(StepRecord record) throws IOException {
    if (record.diffId().isEmpty()) {
      return true;
    }
    Descriptor blob = record.blobs().get(compression);
    return blob != null && blobs.isAvailable(blob.digest());
  }
}
