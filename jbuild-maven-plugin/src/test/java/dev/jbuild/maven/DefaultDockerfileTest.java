// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.maven.model.Dependency;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DefaultDockerfileTest {
  private static DefaultDockerfile of(ProjectKind kind, Optional<String> healthCheck) {
    return new DefaultDockerfile(
        kind,
        "base:1",
        DefaultDockerfile.start(kind, "a.Main", 17),
        kind == ProjectKind.JAR ? List.of() : List.of("one/", "two/"),
        healthCheck);
  }

  private static List<String> instructions(DefaultDockerfile dockerfile) {
    return dockerfile
        .text()
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  @Test
  void givesAJarALayerForEachPaceOfChange() {
    assertThat(instructions(of(ProjectKind.JAR, Optional.empty())))
        .containsExactly(
            "FROM base:1",
            "WORKDIR /app",
            "COPY --from=maven-dependencies . lib/",
            "COPY --from=maven-snapshots . lib/",
            "COPY --from=maven classpath ./",
            "COPY --from=maven-resources . classes/",
            "COPY --from=maven-classes . classes/",
            "USER 10001:10001",
            "ENTRYPOINT [\"java\", \"-cp\", \"@/app/classpath\", \"a.Main\"]");
  }

  @Test
  void givesSpringBootItsLayers() {
    assertThat(instructions(of(ProjectKind.SPRING_BOOT, Optional.empty())))
        .containsExactly(
            "FROM base:1",
            "WORKDIR /app",
            "COPY --from=maven-layers one/ ./",
            "COPY --from=maven-layers two/ ./",
            "USER 10001:10001",
            "ENTRYPOINT [\"java\", \"a.Main\"]");
  }

  @Test
  void putsAWarIntoTomcat() {
    assertThat(instructions(of(ProjectKind.WAR, Optional.empty())))
        .contains(
            "COPY --from=maven-layers one/ /usr/local/tomcat/webapps/ROOT/",
            "ENTRYPOINT [\"catalina.sh\", \"run\"]");
  }

  @Test
  void checksHealthOnlyIfAskedTo() {
    assertThat(of(ProjectKind.JAR, Optional.empty()).text()).doesNotContain("HEALTHCHECK");
    assertThat(instructions(of(ProjectKind.JAR, Optional.of("wget -q localhost"))))
        .contains("HEALTHCHECK CMD wget -q localhost");
  }

  @ParameterizedTest
  @EnumSource
  void explainsEachLine(ProjectKind kind) {
    boolean explained = false;
    for (String line : of(kind, Optional.of("true")).text().lines().toList()) {
      boolean comment = line.startsWith("#");
      assertThat(line.isEmpty() || comment || explained).as(line).isTrue();
      explained = comment || (!line.isEmpty() && explained);
    }
  }

  @ParameterizedTest
  @CsvSource({"1.8,8", "8,8", "11,11", "16,17", "21,21", "24,25", "26,26"})
  void takesAnImageWithTheProjectsJava(String release, int image) {
    MavenProject project = new MavenProject();
    project.getProperties().setProperty("maven.compiler.release", release);

    assertThat(DefaultDockerfile.defaultBase(ProjectKind.JAR, project))
        .isEqualTo("eclipse-temurin:" + image + "-jre");
  }

  @Test
  void takesATomcatWithTheServletsOfTheWar() {
    MavenProject project = new MavenProject();
    project.getProperties().setProperty("java.version", "17");
    assertThat(DefaultDockerfile.defaultBase(ProjectKind.WAR, project))
        .isEqualTo("tomcat:10.1-jre17-temurin");

    Dependency old = new Dependency();
    old.setGroupId("javax.servlet");
    project.getDependencies().add(old);
    assertThat(DefaultDockerfile.defaultBase(ProjectKind.WAR, project))
        .isEqualTo("tomcat:9.0-jre17-temurin");
  }
}
