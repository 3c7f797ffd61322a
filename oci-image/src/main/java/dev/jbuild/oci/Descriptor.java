// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Points to a blob: {@code {"mediaType": "…", "digest": "sha256:…", "size": 123}}.
 *
 * <p>See image-spec descriptor.md. {@code sizeBytes} is of the blob as stored, that is compressed.
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long sizeBytes,
    Optional<Platform> platform,
    Map<String, String> annotations) {

  public Descriptor {
    annotations = Map.copyOf(annotations);
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("negative size: " + sizeBytes);
    }
  }

  public static Descriptor of(String mediaType, Digest digest, long sizeBytes) {
    return new Descriptor(mediaType, digest, sizeBytes, Optional.empty(), Map.of());
  }

  /** The descriptor of these bytes. */
  public static Descriptor ofData(String mediaType, byte[] data) {
    return of(mediaType, Digest.ofData(data), data.length);
  }

  public Descriptor withAnnotations(Map<String, String> newAnnotations) {
    return new Descriptor(mediaType, digest, sizeBytes, platform, newAnnotations);
  }

  public Descriptor withPlatform(Platform newPlatform) {
    return new Descriptor(mediaType, digest, sizeBytes, Optional.of(newPlatform), annotations);
  }

  /** Reads a descriptor; an {@link OciException} names the field that is missing or wrong. */
  public static Descriptor fromJson(JsonNode json) {
    try {
      return new Descriptor(
          Json.text(json, "mediaType"),
          Digest.parse(Json.text(json, "digest")),
          Json.size(json, "size"),
          json.has("platform")
              ? Optional.of(Platform.fromJson(json.path("platform")))
              : Optional.empty(),
          Json.stringMap(json, "annotations"));
    } catch (IllegalArgumentException e) {
      throw new OciException("bad descriptor: " + e.getMessage(), e);
    }
  }

  public ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("mediaType", mediaType)
            .put("digest", digest.toString())
            .put("size", sizeBytes);
    platform.ifPresent(p -> json.set("platform", p.toJson()));
    if (!annotations.isEmpty()) {
      json.set("annotations", Json.object(new TreeMap<>(annotations)));
    }
    return json;
  }
}
