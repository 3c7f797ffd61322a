// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * What a URL gave when it was last read: {@code {"digest": "sha256:…", "size": 5, "etag": "\"a\"",
 * "lastModified": "…", "name": "…"}}.
 *
 * @param name that the server gave to the file
 */
record WebRecord(
    Digest digest,
    long sizeBytes,
    Optional<String> etag,
    Optional<Instant> lastModified,
    Optional<String> name) {

  static WebRecord fromJson(ObjectNode json) {
    return new WebRecord(
        Digest.parse(Json.text(json, "digest")),
        Json.size(json, "size"),
        Json.optionalText(json, "etag"),
        Json.optionalText(json, "lastModified").map(Instant::parse),
        Json.optionalText(json, "name"));
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("digest", digest.toString()).put("size", sizeBytes);
    etag.ifPresent(value -> json.put("etag", value));
    lastModified.ifPresent(value -> json.put("lastModified", value.toString()));
    name.ifPresent(value -> json.put("name", value));
    return json;
  }
}
