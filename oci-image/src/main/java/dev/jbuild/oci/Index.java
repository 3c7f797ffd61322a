// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An image index: one manifest a platform. See image-spec image-index.md. */
public record Index(String mediaType, List<Descriptor> manifests, Map<String, String> annotations) {

  public Index {
    manifests = List.copyOf(manifests);
    annotations = Map.copyOf(annotations);
  }

  /** Parses an OCI index or a Docker manifest list. */
  public static Index parse(byte[] data) {
    ObjectNode json = Json.parseObject(data, "image index");
    if (!json.path("manifests").isArray()) {
      throw new OciException("image index has no manifests");
    }
    List<Descriptor> manifests = new ArrayList<>();
    for (JsonNode manifest : json.path("manifests")) {
      manifests.add(Descriptor.fromJson(manifest));
    }
    return new Index(
        Json.optionalText(json, "mediaType").orElse(MediaType.OCI_INDEX),
        manifests,
        Json.stringMap(json, "annotations"));
  }

  /** The manifest that serves {@code wanted} best: the same variant, else one that it accepts. */
  public Optional<Descriptor> select(Platform wanted) {
    for (Platform platform : wanted.compatible()) {
      for (Descriptor manifest : manifests) {
        if (manifest.platform().equals(Optional.of(platform))) {
          return Optional.of(manifest);
        }
      }
    }
    return Optional.empty();
  }

  public byte[] toBytes() {
    ObjectNode json = Json.object().put("schemaVersion", 2).put("mediaType", mediaType);
    ArrayNode array = json.putArray("manifests");
    manifests.forEach(manifest -> array.add(manifest.toJson()));
    if (!annotations.isEmpty()) {
      json.set("annotations", Json.object(new TreeMap<>(annotations)));
    }
    return Json.toBytes(json);
  }
}
