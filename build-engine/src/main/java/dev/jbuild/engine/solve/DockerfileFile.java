// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the Dockerfile of a build is. */
final class DockerfileFile {
  private DockerfileFile() {}

  /** The file that the request names, else that of the context. */
  static Path find(BuildRequest request) {
    Path context = request.context();
    List<Path> candidates =
        request.dockerfile().isPresent()
            ? List.of(request.dockerfile().get())
            : List.of(
                context.resolve("Dockerfile"),
                context.resolve("dockerfile"),
                context.resolve("Containerfile"));
    return candidates.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new BuildException(
                    ExitCode.DOCKERFILE,
                    "no Dockerfile at "
                        + candidates.get(0)
                        + ": name the right one with -f, or give its directory as context"));
  }

  static Source read(Path dockerfile) throws IOException {
    return Source.decode(displayName(dockerfile), Files.readAllBytes(dockerfile));
  }

  /** As the user wrote it, or relative to the working directory where that is shorter. */
  private static String displayName(Path dockerfile) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = dockerfile.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : dockerfile.toString();
  }
}
