// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.DockerfileSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Dockerfile and its text, which says what of Maven's it needs. */
record Recipe(DockerfileSource source, String text) {
  /** As the command looks for it. */
  private static final List<String> NAMES = List.of("Dockerfile", "dockerfile", "Containerfile");

  static Recipe of(Path file) throws IOException {
    // Its names and variables are ASCII; what else there is may be in any encoding.
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return new Recipe(new DockerfileSource.LocalFile(file), text);
  }

  /** The one that a project has. */
  static Optional<Recipe> in(Path directory) throws IOException {
    for (String name : NAMES) {
      if (Files.isRegularFile(directory.resolve(name))) {
        return Optional.of(of(directory.resolve(name)));
      }
    }
    return Optional.empty();
  }

  /** Writes one, unless it is there. */
  static Recipe write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!Files.isRegularFile(file) || !text.equals(Files.readString(file))) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, bytes);
    }
    return of(file);
  }
}
