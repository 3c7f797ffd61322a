// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.nio.file.Path;
import java.util.List;

/** Where the Dockerfile is. */
public sealed interface DockerfileSource {

  /** A file of this host. */
  record LocalFile(Path path) implements DockerfileSource {}

  /** A file of the build context, which is not a directory of this host. */
  record InContext(String path) implements DockerfileSource {}

  /** Standard input, which then can't be the context. */
  record StandardInput() implements DockerfileSource {}

  /** A file on a web server. */
  record Web(String url) implements DockerfileSource {}

  /** Several, whose instructions are one Dockerfile, as with buildah. */
  record Joined(List<DockerfileSource> files) implements DockerfileSource {
    public Joined {
      files = List.copyOf(files);
    }
  }
}
