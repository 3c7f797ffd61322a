// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Compression;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.History;
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

  private CacheRecordImage() {}

  /** The image of a record, of which one layer, in one compression, is kept. */
  static ImageAssembler.Assembled write(
      StepRecord record, Optional<LayerBlob> layer, Platform platform, String name) {
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
    return ImageAssembler.assemble(
        new ImageAssembler.Parts(
            platform,
            Optional.of(record.created()),
            Optional.empty(),
            ContainerConfig.EMPTY,
            List.of(line),
            layer.stream().toList(),
            annotations));
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
