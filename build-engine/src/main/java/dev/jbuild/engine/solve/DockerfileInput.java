// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.ContextSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The Dockerfile of a request that is only looked at, and what its context leaves out. */
record DockerfileInput(Source dockerfile, IgnorePatterns ignored) {

  /** Reads files of this host at once; what is elsewhere is fetched as for a build. */
  static DockerfileInput of(BuildRequest request) throws IOException {
    if (request.context() instanceof ContextSource.Directory directory) {
      Optional<List<Path>> local = DockerfileReader.local(directory.path(), request.dockerfile());
      if (local.isPresent()) {
        return new DockerfileInput(
            DockerfileReader.read(local.get()),
            IgnoreFiles.read(directory, local.map(files -> files.get(0))));
      }
    }
    try (Workshop workshop =
        Workshop.open(
            new StorageRoot(request.root()),
            request.grants(),
            new RegistryClients(request.registries(), List.of()),
            event -> {})) {
      Contexts contexts = workshop.contexts(request);
      return new DockerfileInput(contexts.dockerfile(), contexts.ignored());
    }
  }
}
