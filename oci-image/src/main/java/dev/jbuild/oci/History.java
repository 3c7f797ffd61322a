// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** One step in an image's history; see image-spec config.md, "history". */
public record History(
    Optional<Instant> created,
    String createdBy,
    Optional<String> author,
    Optional<String> comment,
    boolean emptyLayer) {

  static History fromJson(JsonNode json) {
    return new History(
        Json.optionalText(json, "created").map(ImageConfig::parseTime),
        Json.optionalText(json, "created_by").orElse(""),
        Json.optionalText(json, "author"),
        Json.optionalText(json, "comment"),
        json.path("empty_layer").asBoolean());
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    created.ifPresent(t -> json.put("created", t.toString()));
    if (!createdBy.isEmpty()) {
      json.put("created_by", createdBy);
    }
    author.ifPresent(a -> json.put("author", a));
    comment.ifPresent(c -> json.put("comment", c));
    if (emptyLayer) {
      json.put("empty_layer", true);
    }
    return json;
  }
}
