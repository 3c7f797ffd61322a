// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.History;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.MediaType;
import dev.jbuild.oci.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the config and the manifest of a built image. */
final class ImageAssembler {
  private ImageAssembler() {}

  /** An image as bytes, ready for a store or a registry. */
  record Assembled(Document config, Document manifest) {}

  /**
   * Everything an image says of itself; {@code layers} lowest first, {@code annotations} of the
   * manifest.
   */
  record Parts(
      Platform platform,
      Optional<Instant> created,
      Optional<String> author,
      ContainerConfig config,
      List<History> history,
      List<LayerBlob> layers,
      Map<String, String> annotations) {}

  static Assembled assemble(Parts parts) {
    return assemble(parts, config -> {});
  }

  /** As {@link #assemble(Parts)}; {@code addition} may add fields to the config. */
  static Assembled assemble(Parts parts, Consumer<ObjectNode> addition) {
    List<Digest> diffIds = parts.layers().stream().map(LayerBlob::diffId).toList();
    ImageConfig config =
        new ImageConfig(
            parts.platform(),
            parts.created(),
            parts.author(),
            parts.config(),
            diffIds,
            parts.history());
    Document configDocument = Document.of(MediaType.OCI_CONFIG, bytes(config, addition));
    List<Descriptor> layers =
        parts.layers().stream().map(layer -> asOci(layer.descriptor())).toList();
    Manifest manifest =
        new Manifest(
            MediaType.OCI_MANIFEST, configDocument.descriptor(), layers, parts.annotations());
    return new Assembled(configDocument, Document.of(MediaType.OCI_MANIFEST, manifest.toBytes()));
  }

  private static byte[] bytes(ImageConfig config, Consumer<ObjectNode> addition) {
    ObjectNode json = config.toJson();
    addition.accept(json);
    return Json.toBytes(json);
  }

  /** The same blob under the name that OCI has for its type. */
  private static Descriptor asOci(Descriptor layer) {
    return new Descriptor(
        MediaType.toOci(layer.mediaType()),
        layer.digest(),
        layer.sizeBytes(),
        layer.platform(),
        layer.annotations());
  }
}
