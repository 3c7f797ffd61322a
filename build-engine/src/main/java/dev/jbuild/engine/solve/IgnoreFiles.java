// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.ContextSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ignore file of a context: one that the request names, else the Dockerfile's own wins over
 * that of the directory, and buildah's name over Docker's, as only buildah knows it.
 */
final class IgnoreFiles {
  private static final List<String> NAMES = List.of(".containerignore", ".dockerignore");

  private IgnoreFiles() {}

  /** Reads the first that there is; {@code dockerfile} is on this host. */
  static IgnorePatterns read(ContextSource.Directory context, Optional<Path> dockerfile)
      throws IOException {
    if (context.ignoreFile().isPresent()) {
      return parse(context.ignoreFile().get());
    }
    List<Path> candidates = new ArrayList<>();
    for (String name : NAMES) {
      dockerfile.ifPresent(d -> candidates.add(d.resolveSibling(d.getFileName() + name)));
    }
    NAMES.forEach(name -> candidates.add(context.path().resolve(name)));
    for (Path file : candidates) {
      if (Files.isRegularFile(file)) {
        return parse(file);
      }
    }
    return IgnorePatterns.NONE;
  }

  private static IgnorePatterns parse(Path file) throws IOException {
    return IgnorePatterns.parse(Source.decode(file.toString(), Files.readAllBytes(file)));
  }
}
