// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.util.Optional;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;

/** What a project makes, as far as there is a Dockerfile for it without it having one. */
enum ProjectKind {
  /** Classes, and a class path of other jars. */
  JAR,
  SPRING_BOOT,
  QUARKUS,
  WAR;

  static final String BOOT_PLUGIN = "org.springframework.boot:spring-boot-maven-plugin";

  static Optional<ProjectKind> of(MavenProject project) {
    if (project.getBuildPlugins().stream()
        .map(Plugin::getArtifactId)
        .anyMatch("quarkus-maven-plugin"::equals)) {
      return Optional.of(QUARKUS);
    }
    return switch (project.getPackaging()) {
      case "war" -> Optional.of(WAR);
      case "jar" -> Optional.of(repackages(project) ? SPRING_BOOT : JAR);
      default -> Optional.empty();
    };
  }

  private static boolean repackages(MavenProject project) {
    Plugin boot = project.getPlugin(BOOT_PLUGIN);
    return boot != null
        && boot.getExecutions().stream().anyMatch(e -> e.getGoals().contains("repackage"));
  }
}
