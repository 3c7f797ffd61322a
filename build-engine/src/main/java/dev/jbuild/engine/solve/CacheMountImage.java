// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.OciException;
import dev.jbuild.oci.Platform;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cache mount as an ordinary image whose layers, one on the other, are its files.
 *
 * @param saved before which all of it was written
 */
record CacheMountImage(Instant saved, List<Chunk> chunks) {
  private static final String SAVED = "dev.jbuild.cache.saved";
  private static final String STATE = "dev.jbuild.cache.state";
  private static final String USED = "dev.jbuild.cache.used";
  private static final String DIFF_ID = "dev.jbuild.cache.diffid";

  CacheMountImage {
    chunks = List.copyOf(chunks);
  }

  /**
   * One layer.
   *
   * @param state of its files when it was written, see {@link CacheMountChunk#state}
   */
  record Chunk(LayerBlob layer, Digest state, long usedSeconds) {}

  /** The chunk of this state, if none of the files can have changed without showing it. */
  Optional<Chunk> find(Digest state, long youngestSeconds) {
    return youngestSeconds + 2 < saved.getEpochSecond()
        ? chunks.stream().filter(chunk -> chunk.state().equals(state)).findFirst()
        : Optional.empty();
  }

  /** As an image, ready to be sent. */
  ImageAssembler.Assembled write(Platform platform) {
    List<LayerBlob> layers = new ArrayList<>();
    for (Chunk chunk : chunks) {
      Map<String, String> annotations =
          Map.of(
              STATE, chunk.state().toString(),
              USED, Long.toString(chunk.usedSeconds()),
              DIFF_ID, chunk.layer().diffId().toString());
      layers.add(
          new LayerBlob(
              chunk.layer().diffId(), chunk.layer().descriptor().withAnnotations(annotations)));
    }
    return ImageAssembler.assemble(
        new ImageAssembler.Parts(
            platform,
            Optional.empty(),
            Optional.empty(),
            ContainerConfig.EMPTY,
            List.of(),
            layers,
            Map.of(SAVED, saved.toString())));
  }

  /** What {@link #write} wrote; nothing if it is something else. */
  static Optional<CacheMountImage> read(byte[] data) {
    try {
      Manifest manifest = Manifest.parse(data);
      List<Chunk> chunks = new ArrayList<>();
      for (Descriptor layer : manifest.layers()) {
        Map<String, String> annotations = layer.annotations();
        Descriptor plain = Descriptor.of(layer.mediaType(), layer.digest(), layer.sizeBytes());
        chunks.add(
            new Chunk(
                new LayerBlob(Digest.parse(annotations.getOrDefault(DIFF_ID, "")), plain),
                Digest.parse(annotations.getOrDefault(STATE, "")),
                Long.parseLong(annotations.getOrDefault(USED, ""))));
      }
      String saved = manifest.annotations().getOrDefault(SAVED, "");
      return Optional.of(new CacheMountImage(Instant.parse(saved), chunks));
    } catch (OciException | IllegalArgumentException | DateTimeException e) {
      // Of somebody else, or of another version.
      return Optional.empty();
    }
  }
}
