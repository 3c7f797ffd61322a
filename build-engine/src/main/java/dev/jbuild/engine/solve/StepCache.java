// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.plan.PlannedStage;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.MediaType;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The build cache as steps use it: only records whose layers can be had count. */
final class StepCache {
  private final BuildCache records;
  private final StepPartsStore partsStore;
  private final RootLocks locks;
  private final WorkDirectory work;
  private final BlobFetcher blobs;
  private final Compression compression;
  private final CacheOptions options;
  private final boolean enabled;
  private final CacheImports imports;
  private final CacheExports exports;
  private final InstantSource clock;
  private final Instant begun;
  private final Set<Digest> made = ConcurrentHashMap.newKeySet();

  /** With {@code options} of none nothing is found, but what is made is recorded all the same. */
  StepCache(
      BuildCache records,
      StepPartsStore partsStore,
      RootLocks locks,
      WorkDirectory work,
      BlobFetcher blobs,
      Compression compression,
      CacheOptions options,
      CacheImports imports,
      CacheExports exports) {
    this.records = records;
    this.partsStore = partsStore;
    this.locks = locks;
    this.work = work;
    this.blobs = blobs;
    this.compression = compression;
    this.options = options;
    this.enabled = !options.none();
    this.imports = imports;
    this.exports = exports;
    this.clock = InstantSource.system();
    this.begun = clock.instant();
  }

  /** Whether there are other caches to ask. */
  boolean asksOthers() {
    return enabled && !imports.isEmpty();
  }

  /** Begins to ask other caches for a record; {@link #bring} waits for the answer. */
  void ask(Digest key) {
    if (enabled) {
      CompletableFuture<Optional<StepRecord>> unused = imports.ask(key);
    }
  }

  /** Takes over what other caches have under some keys; whether that is anything. */
  boolean bring(List<Digest> keys) throws IOException {
    boolean any = false;
    if (enabled) {
      keys.forEach(this::ask);
      for (Digest key : keys) {
        Optional<StepRecord> record = Futures.await(imports.ask(key));
        if (record.isPresent()) {
          records.put(key, record.get());
          any = true;
        }
      }
    }
    return any;
  }

  /** Why no record counts for a step of a stage, if its name was given to be run anew. */
  Optional<String> refusal(PlannedStage stage) {
    return stage
        .name()
        .filter(name -> options.uncachedStages().stream().anyMatch(name::equalsIgnoreCase))
        .map(name -> "stage " + name + " is named by --no-cache-filter");
  }

  /** Why the record under a key does not count, if it is too old. */
  Optional<String> expiry(Digest key) throws IOException {
    if (!enabled || options.maxAge().isEmpty()) {
      return Optional.empty();
    }
    return records
        .find(key)
        .filter(this::isExpired)
        .map(record -> "its record, of " + record.recorded() + ", is older than --cache-ttl");
  }

  private boolean isExpired(StepRecord record) {
    return options.maxAge().isPresent()
        && !record.recorded().plus(options.maxAge().get()).isAfter(begun);
  }

  /** The record under a key, of the storage root or, after {@link #bring}, of another cache. */
  Optional<StepRecord> find(Digest key) throws IOException {
    if (!enabled) {
      return Optional.empty();
    }
    Optional<StepRecord> record = records.find(key);
    return record.isPresent() && !isExpired(record.get()) && isUsable(record.get())
        ? record
        : Optional.empty();
  }

  /** Why {@link #find} finds nothing under a key that is known to have been recorded. */
  String whyMissing(Digest key) throws IOException {
    if (!enabled) {
      return "--no-cache is given";
    }
    return records.find(key).isPresent()
        ? "its layer is neither in the store nor in a known registry any longer"
        : "its record is not there any longer";
  }

  boolean isEnabled() {
    return enabled;
  }

  /**
   * Claims the execution of a step: waits, after telling {@code waits}, until no other build on
   * this root and no other stage of this one executes the same; {@link #findMade} then finds what
   * that made. A build that takes nothing from the cache for a step waits for itself alone.
   */
  RootLocks.Lock claim(StepState state, Runnable waits) throws IOException {
    CacheKey key = CacheKey.of("claim").with("step", state.definition());
    if (!mayFind(state)) {
      key.with("build", work.path().getFileName().toString());
    }
    return locks.acquire(RootLocks.Kind.STEP, key.digest(), waits);
  }

  private boolean mayFind(StepState state) {
    return enabled && state.refused().isEmpty();
  }

  /** The record of a step that was made since this build began. */
  Optional<StepRecord> findMade(StepState state) throws IOException {
    if (!mayFind(state) && !made.contains(state.definition())) {
      return Optional.empty();
    }
    Optional<StepRecord> record = records.find(state.definition());
    boolean fresh = record.isPresent() && !record.get().recorded().isBefore(begun);
    return fresh && isUsable(record.get()) ? record : Optional.empty();
  }

  /**
   * Whether a step of this operation was ever recorded: if not, there is no use in waiting for the
   * identity of its inputs to look for it by content.
   */
  boolean knowsOperation(Digest operation) throws IOException {
    return enabled
        && (records.find(operation).isPresent()
            || Futures.await(imports.ask(operation)).isPresent());
  }

  /** Records a step under its keys, beside layers that are known in other compressions. */
  void put(
      StepState state,
      Digest contentKey,
      StepParts parts,
      Instant created,
      Optional<LayerBlob> layer)
      throws IOException {
    StepRecord record = record(created, clock.instant(), layer, records.find(state.definition()));
    records.put(contentKey, record);
    records.put(state.definition(), record);
    made.add(state.definition());
    records.put(state.operation(), StepRecord.withoutLayer(created, record.recorded()));
    partsStore.put(state, parts);
    List<Digest> keys = List.of(state.definition(), contentKey, state.operation(), state.slot());
    exports.send(state.step(), record, layer, Optional.of(parts), keys);
  }

  /** Adds another compression of its layer to the record of a step. */
  void add(StepState state, StepRecord record, LayerBlob layer) throws IOException {
    records.put(
        state.definition(),
        record(record.created(), record.recorded(), Optional.of(layer), Optional.of(record)));
  }

  /** Records under the definition key what was found under the content key. */
  void link(StepState state, StepRecord record) throws IOException {
    records.put(state.definition(), record);
    records.put(state.operation(), StepRecord.withoutLayer(record.created(), record.recorded()));
    share(state, record);
  }

  /** Sees to it that caches outside the storage root have the record of a step too. */
  void share(StepState state, StepRecord record) throws IOException {
    if (!exports.isEmpty()) {
      List<Digest> keys = List.of(state.definition(), state.operation());
      Optional<StepParts> parts = partsStore.find(state.definition());
      exports.sendIfMissing(state.step(), record, layer(record), parts, keys);
    }
  }

  /** When something was first made that has no layer: now, unless a cache knows better. */
  Instant firstMade(Digest key, BuildClock now) throws IOException {
    Optional<StepRecord> known = records.find(key);
    if (known.isPresent()) {
      return known.get().created();
    }
    if (bring(List.of(key))) {
      return records.find(key).orElseThrow().created();
    }
    StepRecord record = StepRecord.withoutLayer(now.now(), clock.instant());
    records.put(key, record);
    exports.sendMark(record, key);
    return record.created();
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
      Instant created, Instant recorded, Optional<LayerBlob> layer, Optional<StepRecord> before) {
    if (layer.isEmpty()) {
      return StepRecord.withoutLayer(created, recorded);
    }
    Map<Compression, Descriptor> known = new EnumMap<>(Compression.class);
    before
        .filter(r -> r.diffId().equals(Optional.of(layer.get().diffId())))
        .ifPresent(r -> known.putAll(r.blobs()));
    known.put(compression, layer.get().descriptor());
    return new StepRecord(created, recorded, Optional.of(layer.get().diffId()), known);
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
