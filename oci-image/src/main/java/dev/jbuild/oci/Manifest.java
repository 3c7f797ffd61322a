// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image manifest: a config and its layers, lowest first.
 *
 * <p>{@code {"schemaVersion": 2, "mediaType": "…", "config": {…}, "layers": [{…}]}}; see image-spec
 * manifest.md. Keep the raw bytes of what was pulled: a digest never depends on writing it anew.
 */
public record Manifest(
    String mediaType, Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {

  public Manifest {
    layers = List.copyOf(layers);
    annotations = Map.copyOf(annotations);
  }

  /** Parses an OCI or Docker manifest; an {@link OciException} says what is wrong with it. */
  public static Manifest parse(byte[] data) {
    ObjectNode json = Json.parseObject(data, "image manifest");
    if (json.path("schemaVersion").asInt() != 2) {
      throw new OciException(
          "image manifest has schemaVersion " + json.path("schemaVersion") + ", only 2 is known");
    }
    if (!json.path("config").isObject() || !json.path("layers").isArray()) {
      throw new OciException("image manifest has no config or no layers");
    }
    List<Descriptor> layers = new ArrayList<>();
    for (JsonNode layer : json.path("layers")) {
      layers.add(Descriptor.fromJson(layer));
    }
    return new Manifest(
        Json.optionalText(json, "mediaType").orElse(MediaType.OCI_MANIFEST),
        Descriptor.fromJson(json.path("config")),
        layers,
        Json.stringMap(json, "annotations"));
  }

  /** The media type of a manifest or index whose bytes are at hand but whose descriptor isn't. */
  public static String mediaTypeOf(byte[] data) {
    ObjectNode json = Json.parseObject(data, "manifest");
    boolean index = json.path("manifests").isArray();
    return Json.optionalText(json, "mediaType")
        .orElse(index ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST);
  }

  public byte[] toBytes() {
    ObjectNode json = Json.object().put("schemaVersion", 2).put("mediaType", mediaType);
    json.set("config", config.toJson());
    ArrayNode array = json.putArray("layers");
    layers.forEach(layer -> array.add(layer.toJson()));
    if (!annotations.isEmpty()) {
      json.set("annotations", Json.object(new TreeMap<>(annotations)));
    }
    return Json.toBytes(json);
  }
}
