// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

  /** Adds another compression of its layer to the record of a step. */
  void add(StepState state, StepRecord record, LayerBlob layer) throws IOException {
    records.put(
        state.definition(), record(record.created(), Optional.of(layer), Optional.of(record)));
  }

  /** Records under the definition key what was found under the content key. */
  void link(StepState state, StepRecord record) throws IOException {
    records.put(state.definition(), record);
  }

  /** The layer of a record that {@link #find} found, in this build's compression if it is known. */
  Optional<LayerBlob> layer(StepRecord record) throws IOException {
    Optional<Descriptor> blob = usableBlob(record);
    return blob.map(b -> new LayerBlob(record.diffId().orElseThrow(), b));
  }

  /** Whether a layer has to be compressed anew for this build. */
  boolean isForeign(LayerBlob layer) {
    return MediaType.compressionOf(layer.descriptor().mediaType()) != compression;
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
    return record.diffId().isEmpty() || usableBlob(record).isPresent();
  }

  private Optional<Descriptor> usableBlob(StepRecord record) throws IOException {
    List<Descriptor> candidates = new ArrayList<>();
    Optional.ofNullable(record.blobs().get(compression)).ifPresent(candidates::add);
    candidates.addAll(record.blobs().values());
    for (Descriptor candidate : candidates) {
      if (blobs.isAvailable(candidate.digest())) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
