// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;

final class ProjectArgumentsTest {
  @Test
  void givesWhatTheDockerfileAsksFor() {
    MavenProject project = new MavenProject();
    project.setVersion("1.5");
    project.getProperties().setProperty("spring-boot.version", "3.5.0");
    project.getProperties().setProperty("password", "hunter2");

    assertThat(
            ProjectArguments.of(
                """
                ARG MAVEN_PROJECT_VERSION=0 OTHER
                 arg MAVEN_SPRING_BOOT_VERSION
                ARG MAVEN_NONE
                RUN echo $MAVEN_PASSWORD
                """,
                project))
        .isEqualTo(Map.of("MAVEN_PROJECT_VERSION", "1.5", "MAVEN_SPRING_BOOT_VERSION", "3.5.0"));
  }
}
