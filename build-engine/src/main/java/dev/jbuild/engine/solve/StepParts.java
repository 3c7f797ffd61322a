// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.Entry;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the keys of a step were made of, kept to tell later why another step has other keys.
 *
 * <pre>{"name":"RUN make","key":"sha256:…","operation":{"args":"/bin/sh -c make","env CC":"gcc"},
 * "files":{},"below":[{"name":"COPY a /","operation":"sha256:…","source":"sha256:…",…}]}</pre>
 *
 * @param name the instruction as it is shown
 * @param key the definition key
 * @param operation all that the operation was digested from, by name
 * @param files what the step reads besides the files below it, by name
 * @param below the base, then the steps that it goes on from
 */
record StepParts(
    String name,
    Digest key,
    SortedMap<String, String> operation,
    SortedMap<String, String> files,
    List<Below> below) {
  /** More are told by a digest of all: their names would take more room than they are worth. */
  static final int MOST_FILES = 5_000;

  private static final String VARIABLE = "env ";

  StepParts {
    below = List.copyOf(below);
  }

  /** A step, or a base, by its digests; for a base both are of what it is. */
  record Below(String name, Digest operation, Digest source, Digest key) {}

  static StepParts of(StepState state, StepKeys keys, StepReads reads) throws IOException {
    return new StepParts(
        state.name(), state.definition(), keys.parts(state.step()), files(reads), state.below());
  }

  private static SortedMap<String, String> files(StepReads reads) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    if (reads.inputs().isPresent()) {
      CopyInputs inputs = reads.inputs().get();
      add(inputs.files(), files);
      for (CopyInputs.Remote remote : inputs.remotes()) {
        add(remote.files(), files);
      }
    }
    for (Map.Entry<dev.jbuild.engine.plan.Mount, BoundTree> mount : reads.bound().entrySet()) {
      String target = "files mounted from " + mount.getKey().reads().orElseThrow().source();
      files.put(target, mount.getValue().identity().toString());
    }
    if (files.size() <= MOST_FILES) {
      return files;
    }
    CacheKey all = CacheKey.of("all").with("files", files);
    return new TreeMap<>(Map.of("all " + files.size() + " files", all.digest().toString()));
  }

  private static void add(CopySelection selection, SortedMap<String, String> files) {
    for (CopySelection.Root root : selection.roots()) {
      for (CopySelection.Item item : root.items()) {
        Entry entry = item.found().entry();
        if (!(item.path().isEmpty() && entry.isDirectory())) {
          files.put(entry.path(), describe(entry, selection.tree().keepsOwners()));
        }
      }
    }
  }

  private static String describe(Entry entry, boolean owners) {
    Attributes attributes = entry.attributes();
    StringBuilder text = new StringBuilder(String.format("mode %04o", attributes.mode()));
    if (owners) {
      text.append(", owner ").append(attributes.uid()).append(':').append(attributes.gid());
    }
    entry.linkTarget().ifPresent(target -> text.append(", link to ").append(target));
    if (entry.digest().isPresent()) {
      text.append(", ").append(entry.sizeBytes()).append(" bytes, ").append(entry.digest().get());
    }
    return text.toString();
  }

  /** As {@link #toJson}, but with digests of values that need not be everybody's to know. */
  ObjectNode toSharedJson() {
    SortedMap<String, String> shared = new TreeMap<>(operation);
    shared.replaceAll((part, value) -> part.startsWith(VARIABLE) ? hidden(value) : value);
    return new StepParts(name, key, shared, files, below).toJson();
  }

  /** What stands for the value of a variable where others may read it. */
  static String hidden(String value) {
    return Digest.ofData(value.getBytes(StandardCharsets.UTF_8)).toString();
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("name", name).put("key", key.toString());
    json.set("operation", Json.object(operation));
    json.set("files", Json.object(files));
    ArrayNode array = json.putArray("below");
    for (Below step : below) {
      array
          .addObject()
          .put("name", step.name())
          .put("operation", step.operation().toString())
          .put("source", step.source().toString())
          .put("key", step.key().toString());
    }
    return json;
  }

  /** Reads what {@link #toJson} wrote; OciException or IllegalArgumentException if it is not. */
  static StepParts fromJson(JsonNode json) {
    List<Below> below = new ArrayList<>();
    for (JsonNode step : json.path("below")) {
      below.add(
          new Below(
              Json.text(step, "name"),
              Digest.parse(Json.text(step, "operation")),
              Digest.parse(Json.text(step, "source")),
              Digest.parse(Json.text(step, "key"))));
    }
    return new StepParts(
        Json.text(json, "name"),
        Digest.parse(Json.text(json, "key")),
        new TreeMap<>(Json.stringMap(json, "operation")),
        new TreeMap<>(Json.stringMap(json, "files")),
        below);
  }

  /** A variable's name if {@code part} of an operation is one. */
  static Optional<String> variable(String part) {
    return part.startsWith(VARIABLE)
        ? Optional.of(part.substring(VARIABLE.length()))
        : Optional.empty();
  }
}
