// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the cache knows of a step: the layer it made, if it made one, and when.
 *
 * <p>{@code {"created": "…", "recorded": "…", "diffId": "sha256:…", "blobs": {"zstd":
 * {descriptor}}}}; a layer may be known in several compressions.
 *
 * @param created what the image says
 * @param recorded when the step was run; another time where the image's is given from outside
 */
record StepRecord(
    Instant created,
    Instant recorded,
    Optional<Digest> diffId,
    Map<Compression, Descriptor> blobs) {

  StepRecord {
    blobs = Map.copyOf(blobs);
  }

  /** The record of a step that changed no file. */
  static StepRecord withoutLayer(Instant created, Instant recorded) {
    return new StepRecord(created, recorded, Optional.empty(), Map.of());
  }

  static StepRecord fromJson(ObjectNode json) {
    Map<Compression, Descriptor> blobs = new EnumMap<>(Compression.class);
    for (Map.Entry<String, JsonNode> blob : json.path("blobs").properties()) {
      blobs.put(Compression.parse(blob.getKey()), Descriptor.fromJson(blob.getValue()));
    }
    return new StepRecord(
        Instant.parse(Json.text(json, "created")),
        Instant.parse(Json.text(json, "recorded")),
        Json.optionalText(json, "diffId").map(Digest::parse),
        blobs);
  }

  ObjectNode toJson() {
    ObjectNode json =
        Json.object().put("created", created.toString()).put("recorded", recorded.toString());
    diffId.ifPresent(
        id -> {
          json.put("diffId", id.toString());
          ObjectNode object = json.putObject("blobs");
          new EnumMap<>(blobs).forEach((c, d) -> object.set(c.displayName(), d.toJson()));
        });
    return json;
  }
}
