// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;

/**
 * The default Dockerfile of a project: what its kind is, and what the parameters say instead.
 *
 * @param baseImage the image below, if not the kind's
 * @param mainClass what is to be started, if not what is found
 * @param healthCheck a command for the shell
 */
record Defaults(
    Optional<String> baseImage, Optional<String> mainClass, Optional<String> healthCheck) {

  /** Fails where there is no default; a packaged project tells more than one that isn't. */
  DefaultDockerfile of(MavenProject project) throws MojoFailureException, IOException {
    ProjectKind kind =
        ProjectKind.of(project)
            .orElseThrow(
                () ->
                    new MojoFailureException(
                        "there is no Dockerfile in "
                            + project.getBasedir()
                            + ", and no default for packaging "
                            + project.getPackaging()
                            + ": write one, or name it by <dockerfile>"));
    Optional<LayeredArchive> boot =
        kind == ProjectKind.SPRING_BOOT ? archive(project) : Optional.empty();
    try {
      return new DefaultDockerfile(
          kind,
          baseImage.orElseGet(() -> DefaultDockerfile.defaultBase(kind, project)),
          DefaultDockerfile.start(
              kind, mainClass(kind, project, boot), DefaultDockerfile.javaOf(project)),
          layers(kind, boot),
          healthCheck);
    } finally {
      if (boot.isPresent()) {
        boot.get().close();
      }
    }
  }

  private static Optional<LayeredArchive> archive(MavenProject project) throws IOException {
    Optional<Path> file = PackagedFile.find(project);
    return file.isPresent() ? Optional.of(new LayeredArchive(file.get())) : Optional.empty();
  }

  private String mainClass(ProjectKind kind, MavenProject project, Optional<LayeredArchive> boot)
      throws MojoFailureException, IOException {
    if (mainClass.isPresent()) {
      return mainClass.get();
    }
    return switch (kind) {
      case JAR -> MainClass.of(project);
      case SPRING_BOOT ->
          boot.isPresent()
              ? boot.get().mainClass().orElseGet(() -> bootLauncher(project))
              : bootLauncher(project);
      case QUARKUS, WAR -> "";
    };
  }

  /** Spring Boot 3.2 has moved it. */
  private static String bootLauncher(MavenProject project) {
    Plugin boot = project.getPlugin(ProjectKind.BOOT_PLUGIN);
    String version = boot == null || boot.getVersion() == null ? "" : boot.getVersion();
    return version.matches("([12]\\..*|3\\.[01]\\..*)")
        ? "org.springframework.boot.loader.JarLauncher"
        : "org.springframework.boot.loader.launch.JarLauncher";
  }

  private static List<String> layers(ProjectKind kind, Optional<LayeredArchive> boot)
      throws IOException {
    return switch (kind) {
      case JAR -> List.of();
      case QUARKUS -> DefaultDockerfile.QUARKUS_LAYERS;
      case WAR -> DefaultDockerfile.directories(new LinkedHashSet<>(LayeredArchive.WAR_LAYERS));
      case SPRING_BOOT ->
          DefaultDockerfile.directories(
              boot.isPresent()
                  ? boot.get().bootLayers()
                  : new LinkedHashSet<>(LayeredArchive.BOOT_LAYERS));
    };
  }
}
