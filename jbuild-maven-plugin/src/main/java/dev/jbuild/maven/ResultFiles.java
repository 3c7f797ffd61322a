// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.BuildResult;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Files that tell what was built, for what comes after it in a build. */
record ResultFiles(Optional<Path> digest, Optional<Path> imageId, Optional<Path> metadata) {

  void write(BuildResult result) throws IOException {
    if (digest.isPresent()) {
      replace(digest.get(), result.manifest().digest().toString());
    }
    if (imageId.isPresent()) {
      replace(imageId.get(), result.imageId().toString());
    }
    if (metadata.isPresent()) {
      replace(metadata.get(), Json.toPrettyString(metadata(result)) + "\n");
    }
  }

  private static ObjectNode metadata(BuildResult result) {
    ObjectNode json = Json.object();
    json.put("containerimage.config.digest", result.imageId().toString());
    json.set("containerimage.descriptor", result.manifest().toJson());
    json.put("containerimage.digest", result.manifest().digest().toString());
    json.put("image.name", String.join(",", result.names()));
    return json;
  }

  private static void replace(Path file, String text) throws IOException {
    Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    Files.createDirectories(directory);
    Path fresh = Files.createTempFile(directory, ".jbuild-", ".new");
    try {
      Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
