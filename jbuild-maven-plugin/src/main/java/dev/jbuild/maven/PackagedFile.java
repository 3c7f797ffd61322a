// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;

/** The file that the phase package makes. */
final class PackagedFile {
  private PackagedFile() {}

  /** That of this Maven, else the one that an earlier Maven has left in {@code target}. */
  static Optional<Path> find(MavenProject project) {
    Artifact artifact = project.getArtifact();
    if (artifact == null) {
      return Optional.empty();
    }
    File file =
        artifact.getFile() != null
            ? artifact.getFile()
            : new File(
                project.getBuild().getDirectory(),
                project.getBuild().getFinalName()
                    + "."
                    + artifact.getArtifactHandler().getExtension());
    return Optional.of(file).filter(File::isFile).map(File::toPath);
  }

  static Path of(MavenProject project) throws MojoFailureException {
    return find(project)
        .orElseThrow(
            () ->
                new MojoFailureException(
                    "the project is not packaged yet: run the phase package or a later one"));
  }
}
