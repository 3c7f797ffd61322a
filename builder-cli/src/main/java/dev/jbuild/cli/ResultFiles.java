// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.BuildResult;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The files that tell other programs what was built; written when all went well. */
record ResultFiles(Optional<Path> iidFile, Optional<Path> digestFile, Optional<Path> metadata) {

  /** Refuses, before the build, files whose directory isn't there. */
  static ResultFiles of(Arguments arguments) {
    return new ResultFiles(
        path(arguments, Flags.IID_FILE),
        path(arguments, Flags.DIGEST_FILE),
        path(arguments, Flags.METADATA_FILE));
  }

  /** Says which pushes succeeded, if any was tried. */
  void writeFailed(Pushes pushes) throws IOException {
    if (metadata.isPresent() && !pushes.isEmpty()) {
      ObjectNode json = Json.object();
      json.set("jbuild.pushes", pushes.toJson());
      write(metadata.get(), Json.toPrettyString(json) + "\n");
    }
  }

  void write(BuildResult result, Pushes pushes) throws IOException {
    if (iidFile.isPresent()) {
      write(iidFile.get(), result.imageId().toString());
    }
    if (digestFile.isPresent()) {
      write(digestFile.get(), result.manifest().digest().toString());
    }
    if (metadata.isPresent()) {
      write(metadata.get(), Json.toPrettyString(metadata(result, pushes)) + "\n");
    }
  }

  /** The keys of docker buildx, and how each push ended. */
  static ObjectNode metadata(BuildResult result, Pushes pushes) {
    ObjectNode json = Json.object();
    json.put("containerimage.config.digest", result.imageId().toString());
    json.set("containerimage.descriptor", result.manifest().toJson());
    json.put("containerimage.digest", result.manifest().digest().toString());
    if (!result.names().isEmpty()) {
      json.put("image.name", String.join(",", result.names()));
    }
    if (!pushes.isEmpty()) {
      json.set("jbuild.pushes", pushes.toJson());
    }
    return json;
  }

  private static Optional<Path> path(Arguments arguments, Flag flag) {
    Optional<Path> file = arguments.last(flag).map(f -> Path.of(f).toAbsolutePath());
    file.ifPresent(
        f -> {
          if (f.getParent() == null || !Files.isDirectory(f.getParent())) {
            throw CommandLineError.of(
                "flag " + flag.longName() + ": directory " + f.getParent() + " does not exist");
          }
          if (Files.isDirectory(f)) {
            throw CommandLineError.of("flag " + flag.longName() + ": " + f + " is a directory");
          }
        });
    return file;
  }

  /** Replaces a file in one step; what is no regular file, as a pipe or device, is written to. */
  private static void write(Path file, String text) throws IOException {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      Files.write(file, data);
      return;
    }
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path parent = Optional.ofNullable(target.getParent()).orElse(Path.of("/"));
    Path temporary =
        parent.resolve("." + target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.write(temporary, data);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
