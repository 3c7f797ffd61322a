// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image configuration: platform, execution parameters, the diffIDs of its layers, history.
 *
 * <p>See image-spec config.md. {@code diffIds} are of uncompressed layers, lowest first; history
 * has an entry without {@code emptyLayer} for each of them in images made by well-behaved builders.
 */
public record ImageConfig(
    Platform platform,
    Optional<Instant> created,
    Optional<String> author,
    ContainerConfig config,
    List<Digest> diffIds,
    List<History> history) {

  public ImageConfig {
    diffIds = List.copyOf(diffIds);
    history = List.copyOf(history);
  }

  /** Of an image without layers, as nobody made it. */
  public static ImageConfig of(Platform platform, ContainerConfig config) {
    return new ImageConfig(
        platform, Optional.empty(), Optional.empty(), config, List.of(), List.of());
  }

  /** Parses an OCI or Docker image config; an {@link OciException} says what is wrong with it. */
  public static ImageConfig parse(byte[] data) {
    ObjectNode json = Json.parseObject(data, "image config");
    List<Digest> diffIds = new ArrayList<>();
    try {
      Json.strings(json.path("rootfs"), "diff_ids").forEach(id -> diffIds.add(Digest.parse(id)));
    } catch (IllegalArgumentException e) {
      throw new OciException("image config has a bad diffID: " + e.getMessage(), e);
    }
    List<History> history = new ArrayList<>();
    for (JsonNode entry : json.path("history")) {
      history.add(History.fromJson(entry));
    }
    return new ImageConfig(
        Platform.fromJson(json),
        Json.optionalText(json, "created").map(ImageConfig::parseTime),
        Json.optionalText(json, "author"),
        ContainerConfig.fromJson(json.path("config")),
        diffIds,
        history);
  }

  public byte[] toBytes() {
    return Json.toBytes(toJson());
  }

  /**
   * The config as a tree, to which more fields may be added: readers ignore what they don't know.
   */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    created.ifPresent(t -> json.put("created", t.toString()));
    author.ifPresent(a -> json.put("author", a));
    json.put("architecture", platform.architecture()).put("os", platform.os());
    platform.variant().ifPresent(v -> json.put("variant", v));
    json.set("config", config.toJson());
    ObjectNode rootfs = json.putObject("rootfs").put("type", "layers");
    rootfs.set("diff_ids", Json.array(diffIds.stream().map(Digest::toString).toList()));
    ArrayNode array = json.putArray("history");
    history.forEach(entry -> array.add(entry.toJson()));
    return json;
  }

  static Instant parseTime(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new OciException("not an RFC 3339 time: " + text, e);
    }
  }
}
