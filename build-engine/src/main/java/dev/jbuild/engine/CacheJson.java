// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@link CacheOptions} as JSON.
 *
 * <pre>{"from":[{"ref":"r.example/app:cache"}],"to":[{"dir":"file:///c","imageOnly":true}]}</pre>
 */
final class CacheJson {
  private CacheJson() {}

  static ObjectNode write(CacheOptions options) {
    ObjectNode json =
        Json.object()
            .put("none", options.none())
            .put("inline", options.inline())
            .put("explain", options.explain());
    json.set("uncachedStages", Json.array(options.uncachedStages()));
    options.maxAge().ifPresent(age -> json.put("maxAge", age.toString()));
    ArrayNode from = json.putArray("from");
    options.from().forEach(location -> from.add(write(location)));
    ArrayNode to = json.putArray("to");
    options.to().forEach(target -> to.add(write(target)));
    return json;
  }

  static CacheOptions read(JsonNode json) {
    List<CacheLocation> from = new ArrayList<>();
    json.path("from").forEach(location -> from.add(location(location)));
    List<CacheTarget> to = new ArrayList<>();
    json.path("to").forEach(target -> to.add(target(target)));
    return new CacheOptions(
        json.path("none").asBoolean(),
        Json.strings(json, "uncachedStages"),
        Json.optionalText(json, "maxAge").map(Duration::parse),
        from,
        to,
        json.path("inline").asBoolean(),
        json.path("explain").asBoolean());
  }

  private static ObjectNode write(CacheTarget target) {
    ObjectNode json = write(target.location()).put("imageOnly", target.imageOnly());
    target
        .mounts()
        .ifPresent(
            mounts ->
                json.putObject("mounts")
                    .put("maxBytes", mounts.maxBytes())
                    .put("maxAge", mounts.maxAge().toString()));
    return json;
  }

  private static CacheTarget target(JsonNode json) {
    Optional<CachedMounts> mounts =
        Optional.of(json.path("mounts"))
            .filter(JsonNode::isObject)
            .map(
                m ->
                    new CachedMounts(
                        Json.size(m, "maxBytes"), Duration.parse(Json.text(m, "maxAge"))));
    return new CacheTarget(location(json), json.path("imageOnly").asBoolean(), mounts);
  }

  private static ObjectNode write(CacheLocation location) {
    if (location instanceof CacheLocation.Registry registry) {
      return Json.object().put("ref", registry.reference());
    }
    if (location instanceof CacheLocation.Layout layout) {
      return Json.object().put("dir", RequestJson.uri(layout.directory()));
    }
    throw new AssertionError(location);
  }

  private static CacheLocation location(JsonNode json) {
    return json.has("ref")
        ? new CacheLocation.Registry(Json.text(json, "ref"))
        : new CacheLocation.Layout(RequestJson.path(Json.text(json, "dir")));
  }
}
