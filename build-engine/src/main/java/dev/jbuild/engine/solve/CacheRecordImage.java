// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.History;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link StepRecord} as an ordinary image of one layer, or none: every registry takes it, and
 * keeps the layer as long as the record is there. All of the record is in the manifest's
 * annotations, so that a look-up is one request.
 *
 * <pre>{"dev.jbuild.cache.created":"2024-…Z","dev.jbuild.cache.diffid":"sha256:…", …}</pre>
 */
final class CacheRecordImage {
  private static final String PREFIX = "dev.jbuild.cache.";
  private static final String CREATED = PREFIX + "created";
  private static final String RECORDED = PREFIX + "recorded";
  private static final String DIFF_ID = PREFIX + "diffid";
  private static final String PARTS = PREFIX + "parts";

  /** A config should stay small. */
  private static final int MOST_SHARED_FILES = 1_000;

  private CacheRecordImage() {}

  /** The image of a record, of which one layer, in one compression, is kept. */
  static ImageAssembler.Assembled write(
      StepRecord record,
      Optional<LayerBlob> layer,
      Platform platform,
      String name,
      Optional<StepParts> parts) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put(CREATED, record.created().toString());
    annotations.put(RECORDED, record.recorded().toString());
    layer.ifPresent(l -> annotations.put(DIFF_ID, l.diffId().toString()));
    History line =
        new History(
            Optional.of(record.created()),
            name,
            Optional.empty(),
            Optional.of("jbuild cache"),
            layer.isEmpty());
    ImageAssembler.Parts image =
        new ImageAssembler.Parts(
            platform,
            Optional.of(record.created()),
            Optional.empty(),
            ContainerConfig.EMPTY,
            List.of(line),
            layer.stream().toList(),
            annotations);
    return ImageAssembler.assemble(image, config -> addParts(parts, config));
  }

  /** In the config, which a look-up need not fetch. */
  private static void addParts(Optional<StepParts> parts, ObjectNode config) {
    if (parts.isPresent()) {
      ObjectNode json = parts.get().toSharedJson();
      if (json.path("files").size() <= MOST_SHARED_FILES) {
        config.set(PARTS, json);
      }
    }
  }

  /** What the key of a record was made of; {@code config} is that of its image. */
  static Optional<StepParts> readParts(byte[] config) {
    try {
      JsonNode parts = Json.parseObject(config, "image config").path(PARTS);
      return parts.isObject() ? Optional.of(StepParts.fromJson(parts)) : Optional.empty();
    } catch (OciException | IllegalArgumentException e) {
      // Of another version.
      return Optional.empty();
    }
  }

  /** What {@link #write} wrote; nothing if it is something else. */
  static Optional<StepRecord> read(byte[] data) {
    try {
      Manifest manifest = Manifest.parse(data);
      Map<String, String> annotations = manifest.annotations();
      String created = annotations.get(CREATED);
      String recorded = annotations.get(RECORDED);
      String diffId = annotations.get(DIFF_ID);
      if (created == null || recorded == null || (diffId == null) != manifest.layers().isEmpty()) {
        return Optional.empty();
      }
      Optional<LayerBlob> layer =
          diffId == null
              ? Optional.empty()
              : Optional.of(new LayerBlob(Digest.parse(diffId), manifest.layers().get(0)));
      return Optional.of(of(Instant.parse(created), Instant.parse(recorded), layer));
    } catch (OciException | IllegalArgumentException | DateTimeException e) {
      // Of somebody else, or of another version.
      return Optional.empty();
    }
  }

  static StepRecord of(Instant created, Instant recorded, Optional<LayerBlob> layer) {
    if (layer.isEmpty()) {
      return StepRecord.withoutLayer(created, recorded);
    }
    Descriptor blob = layer.get().descriptor();
    Descriptor plain = Descriptor.of(blob.mediaType(), blob.digest(), blob.sizeBytes());
    Compression compression = MediaType.compressionOf(blob.mediaType());
    return new StepRecord(
        created, recorded, Optional.of(layer.get().diffId()), Map.of(compression, plain));
  }
}
