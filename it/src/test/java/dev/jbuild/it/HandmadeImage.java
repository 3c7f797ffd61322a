// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.util.List;

/** An image put together by hand: layers from anywhere, a config with PATH and a command. */
record HandmadeImage(List<HandmadeLayer> layers, String command) {

  byte[] config() {
    ObjectNode config = Json.object();
    Platform platform = Platform.host();
    config.put("architecture", platform.architecture()).put("os", platform.os());
    ObjectNode run = config.putObject("config");
    run.set(
        "Env",
        Json.array(List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")));
    run.set("Cmd", Json.array(List.of(command)));
    ObjectNode rootfs = config.putObject("rootfs").put("type", "layers");
    rootfs.set("diff_ids", Json.array(layers.stream().map(l -> l.diffId().toString()).toList()));
    ArrayNode history = config.putArray("history");
    layers.forEach(layer -> history.addObject().put("created_by", "by hand"));
    return Json.toBytes(config);
  }

  ObjectNode manifest() {
    byte[] config = config();
    ObjectNode manifest = Json.object().put("schemaVersion", 2);
    manifest.put("mediaType", "application/vnd.oci.image.manifest.v1+json");
    manifest
        .putObject("config")
        .put("mediaType", "application/vnd.oci.image.config.v1+json")
        .put("digest", Digest.ofData(config).toString())
        .put("size", config.length);
    ArrayNode list = manifest.putArray("layers");
    for (HandmadeLayer layer : layers) {
      list.addObject()
          .put("mediaType", "application/vnd.oci.image.layer.v1.tar+gzip")
          .put("digest", layer.digest().toString())
          .put("size", layer.sizeBytes());
    }
    return manifest;
  }

  /** Puts all of it into a registry. */
  void push(RegistryApi registry, String repository, String tag) throws IOException {
    for (HandmadeLayer layer : layers) {
      registry.putBlob(repository, layer);
    }
    registry.putBlob(repository, config());
    registry.putManifest(repository, tag, manifest());
  }
}
