// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.layer.Decompressor;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Index;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.MediaType;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Images in the forms in which they are carried about as files. */
final class ImageArchive {
  private final BlobFetcher fetcher;
  private final WorkDirectory work;

  ImageArchive(BlobFetcher fetcher, WorkDirectory work) {
    this.fetcher = fetcher;
    this.work = work;
  }

  /** An OCI image layout with one image; each name is an entry of its index. */
  ArchiveEntries ociLayout(
      ImageAssembler.Assembled image, List<LayerBlob> layers, List<Reference> names)
      throws IOException {
    ArchiveEntries entries = new ArchiveEntries();
    entries.add("oci-layout", Json.toBytes(Json.object().put("imageLayoutVersion", "1.0.0")));
    List<Descriptor> manifests = new ArrayList<>();
    for (Reference name : names) {
      Map<String, String> annotations = new HashMap<>();
      annotations.put("io.containerd.image.name", name.toString());
      annotations.put(ImageLayout.REF_NAME, name.tag().orElse("latest"));
      manifests.add(image.manifest().descriptor().withAnnotations(annotations));
    }
    if (names.isEmpty()) {
      manifests.add(image.manifest().descriptor());
    }
    entries.add(blobPath(image.manifest().descriptor()), image.manifest().data());
    entries.add(blobPath(image.config().descriptor()), image.config().data());
    Set<String> written = new HashSet<>();
    for (LayerBlob layer : layers) {
      if (written.add(layer.descriptor().digest().hex())) {
        entries.add(blobPath(layer.descriptor()), fetcher.fetch(layer.descriptor()));
      }
    }
    entries.add("index.json", new Index(MediaType.OCI_INDEX, manifests, Map.of()).toBytes());
    return entries;
  }

  /** What {@code docker save} writes; layers are uncompressed, as every reader knows them. */
  ArchiveEntries dockerArchive(
      ImageAssembler.Assembled image, List<LayerBlob> layers, List<Reference> names)
      throws IOException {
    ArchiveEntries entries = new ArchiveEntries();
    String config = image.config().descriptor().digest().hex() + ".json";
    entries.add(config, image.config().data());
    ObjectNode manifest = Json.object().put("Config", config);
    manifest.set("RepoTags", Json.array(names.stream().map(Reference::familiar).toList()));
    ArrayNode layerPaths = manifest.putArray("Layers");
    Set<String> written = new HashSet<>();
    for (LayerBlob layer : layers) {
      String path = layer.diffId().hex() + ".tar";
      layerPaths.add(path);
      if (written.add(path)) {
        entries.add(path, uncompressed(layer));
      }
    }
    ArrayNode document = Json.array();
    document.add(manifest);
    return entries.add("manifest.json", Json.toBytes(document));
  }

  private Path uncompressed(LayerBlob layer) throws IOException {
    Path tar = work.newName("tar");
    Compression compression = MediaType.compressionOf(layer.descriptor().mediaType());
    try (InputStream blob = Files.newInputStream(fetcher.fetch(layer.descriptor()));
        InputStream in = Decompressor.open(blob, compression)) {
      Files.copy(in, tar);
    }
    return tar;
  }

  private static String blobPath(Descriptor blob) {
    return "blobs/sha256/" + blob.digest().hex();
  }
}
