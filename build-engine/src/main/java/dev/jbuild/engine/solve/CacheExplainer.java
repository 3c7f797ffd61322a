// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells for each step that was not in the cache what has changed, by comparing the parts of its
 * keys with those of the nearest earlier step: of the same operation, else at the same place of the
 * Dockerfile. What it can't find out it doesn't tell. Thread-safe.
 */
final class CacheExplainer {
  private static final int MOST_CHANGES = 5;

  private final StepPartsStore earlier;
  private final StepCache cache;
  private final CacheImports imports;
  private final Map<Digest, StepParts> ofThisBuild = new ConcurrentHashMap<>();
  private final Set<Digest> sameContent = ConcurrentHashMap.newKeySet();

  CacheExplainer(StepPartsStore earlier, StepCache cache, CacheImports imports) {
    this.earlier = earlier;
    this.cache = cache;
    this.imports = imports;
  }

  /** Notes a step whose inputs are others, but have the same content: it changes nothing. */
  void foundByContent(StepState state) {
    sameContent.add(state.definition());
  }

  /** Why a step was not found, a line a reason; {@code now} are its parts. */
  List<String> explain(StepState state, StepParts now) throws IOException {
    ofThisBuild.put(state.definition(), now);
    if (state.refused().isPresent()) {
      return List.of(state.refused().get());
    }
    if (!cache.isEnabled() || earlier.find(state.definition()).isPresent()) {
      return List.of(again(now));
    }
    Optional<StepParts> before = nearest(state);
    if (before.isEmpty()) {
      return List.of("no earlier record of this step is known");
    }
    List<String> reasons = new ArrayList<>();
    if (!before.get().name().equals(now.name())) {
      reasons.add("it was `" + before.get().name() + "` before");
    }
    addOperation(before.get().operation(), now.operation(), reasons);
    addFiles(before.get().files(), now.files(), "", reasons);
    addBelow(before.get().below(), now, reasons);
    if (reasons.isEmpty()) {
      reasons.add(
          before.get().key().equals(now.key())
              ? again(now)
              : "what has changed is in its key, but was not kept by name");
    }
    return reasons;
  }

  private Optional<StepParts> nearest(StepState state) throws IOException {
    Optional<StepParts> here = earlier.lastOf(state.operation());
    Optional<StepParts> found = here.isPresent() ? here : imports.parts(state.operation());
    if (found.isPresent()) {
      return found;
    }
    Optional<StepParts> placed = earlier.lastAt(state.slot());
    return placed.isPresent() ? placed : imports.parts(state.slot());
  }

  /** The keys are as they were: either other files lie below, or what was made is gone. */
  private String again(StepParts now) throws IOException {
    if (!cache.isEnabled()) {
      return cache.whyMissing(now.key());
    }
    for (StepParts.Below below : now.below()) {
      if (ofThisBuild.containsKey(below.key()) && !sameContent.contains(below.key())) {
        return "`" + below.name() + "`, on which it goes on, was run again";
      }
    }
    return cache.whyMissing(now.key());
  }

  private static void addOperation(
      SortedMap<String, String> before, SortedMap<String, String> now, List<String> reasons) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      Optional<String> old = Optional.ofNullable(before.get(name));
      Optional<String> fresh = Optional.ofNullable(now.get(name));
      Optional<String> variable = StepParts.variable(name);
      boolean hidden =
          variable.isPresent() && old.isPresent() && old.equals(fresh.map(StepParts::hidden));
      if (!old.equals(fresh) && !hidden) {
        String what = variable.map(v -> "variable " + v).orElse(name);
        reasons.add(change(what, old, fresh));
      }
    }
  }

  private static void addFiles(
      SortedMap<String, String> before,
      SortedMap<String, String> now,
      String prefix,
      List<String> reasons) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    int changes = 0;
    for (String name : names) {
      Optional<String> old = Optional.ofNullable(before.get(name));
      Optional<String> fresh = Optional.ofNullable(now.get(name));
      if (!old.equals(fresh) && ++changes <= MOST_CHANGES) {
        reasons.add(prefix + change(name, old, fresh));
      }
    }
    if (changes > MOST_CHANGES) {
      reasons.add(prefix + "and " + (changes - MOST_CHANGES) + " more files");
    }
  }

  private static String change(String what, Optional<String> before, Optional<String> now) {
    if (before.isEmpty()) {
      return what + " is new: " + shortened(now.orElseThrow());
    }
    if (now.isEmpty()) {
      return what + " is gone: " + shortened(before.get());
    }
    return what + " changed: " + shortened(before.get()) + " → " + shortened(now.get());
  }

  /** Digests as far as people compare them. */
  private static String shortened(String value) {
    return value.replaceAll("(sha256:[0-9a-f]{12})[0-9a-f]{52}", "$1");
  }

  /** The first difference below; what follows it differs because of it. */
  private void addBelow(List<StepParts.Below> before, StepParts now, List<String> reasons)
      throws IOException {
    List<StepParts.Below> below = now.below();
    for (int i = 0; i < Math.max(before.size(), below.size()); i++) {
      if (i >= before.size()) {
        reasons.add("`" + below.get(i).name() + "` below it is new");
        return;
      }
      if (i >= below.size()) {
        reasons.add("`" + before.get(i).name() + "` below it is gone");
        return;
      }
      StepParts.Below old = before.get(i);
      StepParts.Below fresh = below.get(i);
      boolean same =
          old.operation().equals(fresh.operation()) && old.source().equals(fresh.source());
      if (!same && !sameContent.contains(fresh.key())) {
        addInput(old, fresh, reasons);
        return;
      }
    }
  }

  private void addInput(StepParts.Below old, StepParts.Below fresh, List<String> reasons)
      throws IOException {
    if (!old.name().equals(fresh.name())) {
      reasons.add("input `" + old.name() + "` is now `" + fresh.name() + "`");
      return;
    }
    String prefix = "input `" + fresh.name() + "` changed: ";
    Optional<StepParts> now = Optional.ofNullable(ofThisBuild.get(fresh.key()));
    if (now.isEmpty()) {
      now = earlier.find(fresh.key());
    }
    Optional<StepParts> before = earlier.find(old.key());
    if (before.isEmpty()) {
      before = imports.parts(old.key());
    }
    List<String> details = new ArrayList<>();
    if (now.isPresent() && before.isPresent()) {
      List<String> changes = new ArrayList<>();
      addOperation(before.get().operation(), now.get().operation(), changes);
      changes.forEach(change -> details.add(prefix + change));
      addFiles(before.get().files(), now.get().files(), prefix, details);
    }
    if (details.isEmpty()) {
      boolean operation = !old.operation().equals(fresh.operation());
      Digest from = operation ? old.operation() : old.source();
      Digest to = operation ? fresh.operation() : fresh.source();
      details.add(prefix + shortened(from.toString()) + " → " + shortened(to.toString()));
    }
    reasons.addAll(details);
  }
}
