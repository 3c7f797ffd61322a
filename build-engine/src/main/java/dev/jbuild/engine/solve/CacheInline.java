// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of an image's steps in an annotation of its manifest, so that the image is a cache.
 *
 * <pre>{"steps":[{"key":"sha256:…","created":"2024-…Z","layer":3,"diffId":"sha256:…"}]}</pre>
 *
 * <p>{@code layer} is the number of the layer in the image, from 0; a step that made none has
 * neither this nor a diffID.
 */
final class CacheInline {
  private static final String ANNOTATION = "dev.jbuild.cache.inline";

  private CacheInline() {}

  /** The annotation for the image of a finished stage; none if no step led to it. */
  static Map<String, String> annotations(
      StageResult result, KeyedPlan keyed, List<LayerBlob> layers) throws IOException {
    ArrayNode steps = Json.array();
    add(result, keyed, layers, steps);
    if (steps.isEmpty()) {
      return Map.of();
    }
    ObjectNode json = Json.object();
    json.set("steps", steps);
    return Map.of(ANNOTATION, new String(Json.toBytes(json), StandardCharsets.UTF_8));
  }

  private static void add(
      StageResult result, KeyedPlan keyed, List<LayerBlob> layers, ArrayNode steps)
      throws IOException {
    if (result.baseStage().isPresent()) {
      add(result.baseStage().get(), keyed, layers, steps);
    }
    List<StepState> states = keyed.steps(result.stage());
    for (int i = 0; i < states.size(); i++) {
      StepResult step = result.steps().get(i);
      ObjectNode json =
          Json.object()
              .put("key", states.get(i).definition().toString())
              .put("created", step.created().toString());
      Optional<LayerBlob> layer = step.layer().blob();
      if (layer.isPresent()) {
        json.put("layer", layers.indexOf(layer.get()))
            .put("diffId", layer.get().diffId().toString());
      }
      steps.add(json);
    }
  }

  /** The records by their keys; none if the image has no such annotation. */
  static Map<Digest, StepRecord> read(byte[] manifestData) {
    try {
      Manifest manifest = Manifest.parse(manifestData);
      String text = manifest.annotations().get(ANNOTATION);
      return text == null ? Map.of() : read(text, manifest);
    } catch (OciException | IllegalArgumentException | DateTimeException e) {
      // Of another version.
      return Map.of();
    }
  }

  private static Map<Digest, StepRecord> read(String text, Manifest manifest) {
    Map<Digest, StepRecord> records = new HashMap<>();
    ObjectNode json = Json.parseObject(text.getBytes(StandardCharsets.UTF_8), "inline cache");
    for (JsonNode step : json.path("steps")) {
      Instant created = Instant.parse(Json.text(step, "created"));
      Optional<LayerBlob> layer = Optional.empty();
      if (step.has("layer")) {
        long index = Json.size(step, "layer");
        if (index >= manifest.layers().size()) {
          throw new IllegalArgumentException("the image has no layer " + index);
        }
        layer =
            Optional.of(
                new LayerBlob(
                    Digest.parse(Json.text(step, "diffId")),
                    manifest.layers().get(Math.toIntExact(index))));
      }
      records.put(
          Digest.parse(Json.text(step, "key")), CacheRecordImage.of(created, created, layer));
    }
    return records;
  }
}
