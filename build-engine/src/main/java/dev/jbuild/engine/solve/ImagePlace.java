// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.registry.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where an image is, or is to be copied to, in the spelling of skopeo. */
sealed interface ImagePlace {

  /** {@code docker://reg.example/app:1}. */
  record Registry(Reference reference) implements ImagePlace {}

  /** {@code app:1}: in the store of this root. */
  record Store(Reference name) implements ImagePlace {}

  /** {@code oci:DIRECTORY[:NAME]}. */
  record Layout(Path path, Optional<String> name) implements ImagePlace {}

  /** {@code oci-archive:FILE[:NAME]}. */
  record LayoutArchive(Path path, Optional<String> name) implements ImagePlace {}

  /** {@code docker-archive:FILE[:NAME]}. */
  record DockerArchive(Path path, Optional<Reference> name) implements ImagePlace {}

  /** {@code dir:DIRECTORY}: the files of one image side by side. */
  record Directory(Path path) implements ImagePlace {}

  /** The transports of others that are not there, or can't be without a daemon. */
  List<String> UNKNOWN =
      List.of("docker-daemon", "containers-storage", "ostree", "tarball", "sif", "atomic");

  /** Throws a BuildException that names what is wrong. */
  static ImagePlace parse(String text) {
    if (text.startsWith("docker://")) {
      return new Registry(reference(text, text.substring("docker://".length())));
    }
    int colon = text.indexOf(':');
    String transport = colon < 0 ? "" : text.substring(0, colon);
    if (UNKNOWN.contains(transport)) {
      throw new BuildException(
          ExitCode.COMMAND_LINE, "transport " + transport + " of " + text + " is not supported");
    }
    String rest = text.substring(colon + 1);
    return switch (transport) {
      case "oci" -> new Layout(path(text, rest), name(rest));
      case "oci-archive" -> new LayoutArchive(path(text, rest), name(rest));
      case "docker-archive" ->
          new DockerArchive(path(text, rest), name(rest).map(n -> reference(text, n)));
      case "dir" -> new Directory(path(text, rest));
      default -> new Store(reference(text, text));
    };
  }

  private static Path path(String text, String rest) {
    int colon = rest.indexOf(':');
    String path = colon < 0 ? rest : rest.substring(0, colon);
    if (path.isEmpty()) {
      throw new BuildException(ExitCode.COMMAND_LINE, text + " has no path");
    }
    return Path.of(path).toAbsolutePath();
  }

  private static Optional<String> name(String rest) {
    int colon = rest.indexOf(':');
    return colon < 0 || colon == rest.length() - 1
        ? Optional.empty()
        : Optional.of(rest.substring(colon + 1));
  }

  private static Reference reference(String text, String name) {
    try {
      return Reference.parse(name);
    } catch (IllegalArgumentException e) {
      throw new BuildException(ExitCode.COMMAND_LINE, text + " is no image: " + e.getMessage(), e);
    }
  }
}
