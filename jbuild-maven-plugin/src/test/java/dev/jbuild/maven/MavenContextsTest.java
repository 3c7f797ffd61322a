// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MavenContextsTest {
  @TempDir Path dir;
  private final MavenProject project = new MavenProject();
  private final Set<Artifact> resolved = new LinkedHashSet<>();
  private MavenContexts contexts;

  @BeforeEach
  void makeProject() throws IOException {
    project.setPackaging("jar");
    project.getBuild().setDirectory(dir.resolve("target").toString());
    project.getBuild().setOutputDirectory(dir.resolve("target/classes").toString());
    project.setArtifact(artifact("it", "app", "1.0", "compile"));
    project.setArtifacts(resolved);
    contexts =
        new MavenContexts(project, OptionalLong.of(0), a -> a.getArtifactId().equals("module"));
  }

  private Artifact artifact(String group, String name, String version, String scope)
      throws IOException {
    DefaultArtifactHandler handler = new DefaultArtifactHandler("jar");
    handler.setAddedToClasspath(true);
    Artifact artifact = new DefaultArtifact(group, name, version, scope, "jar", null, handler);
    artifact.setFile(Files.createFile(dir.resolve(group + name + version)).toFile());
    return artifact;
  }

  private List<String> files(String context) throws IOException {
    Path directory = dir.resolve("target/jbuild/contexts").resolve(context);
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> directory.relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void splitsDependenciesByHowOftenTheyChange() throws Exception {
    resolved.add(artifact("a", "released", "1", "compile"));
    resolved.add(artifact("a", "driver", "2", "runtime"));
    resolved.add(artifact("a", "moving", "3-SNAPSHOT", "compile"));
    resolved.add(artifact("a", "module", "4", "compile"));
    resolved.add(artifact("a", "servlet", "5", "provided"));

    contexts.make("COPY --from=maven-dependencies . .\nCOPY --from=maven-snapshots . .\n");

    assertThat(files("maven-dependencies")).containsExactly("driver-2.jar", "released-1.jar");
    assertThat(files("maven-snapshots")).containsExactly("module-4.jar", "moving-3-SNAPSHOT.jar");
  }

  @Test
  void keepsJarsOfTheSameNameApart() throws Exception {
    resolved.add(artifact("a", "core", "1", "compile"));
    resolved.add(artifact("b", "core", "1", "compile"));

    contexts.make("COPY --from=maven-dependencies . .");

    assertThat(files("maven-dependencies")).containsExactly("a.core-1.jar", "b.core-1.jar");
  }

  @Test
  void namesArtifactsWithoutVersions() throws Exception {
    resolved.add(artifact("a", "second", "1", "compile"));
    resolved.add(artifact("a", "first", "1", "compile"));
    contexts.make("COPY --from=maven app.jar /");

    assertThat(files("maven")).containsExactly("app.jar", "classpath");
    assertThat(dir.resolve("target/jbuild/contexts/maven/classpath"))
        .hasContent("\"/app/classes:/app/lib/second-1.jar:/app/lib/first-1.jar\"\n");
  }

  @Test
  void splitsClassesFromResources() throws Exception {
    Files.createDirectories(dir.resolve("target/classes/a"));
    Files.createFile(dir.resolve("target/classes/a/A.class"));
    Files.createFile(dir.resolve("target/classes/a/a.properties"));

    contexts.make("COPY --from=maven-classes . .\nCOPY --from=maven-resources . .\n");

    assertThat(files("maven-classes")).containsExactly("a/A.class");
    assertThat(files("maven-resources")).containsExactly("a/a.properties");
  }

  @Test
  void makesOnlyWhatTheDockerfileNames() throws Exception {
    contexts.make("COPY --from=maven-classes . .");

    assertThat(dir.resolve("target/jbuild/contexts/maven-classes")).exists();
    assertThat(dir.resolve("target/jbuild/contexts/maven")).doesNotExist();
    assertThat(dir.resolve("target/jbuild/contexts/maven-dependencies")).doesNotExist();
  }

  @Test
  void makesAllIfAVariableSaysWhich() throws Exception {
    contexts.make("COPY --from=${WHAT} . .");

    assertThat(dir.resolve("target/jbuild/contexts/maven-dependencies")).exists();
    assertThat(dir.resolve("target/jbuild/contexts/maven/app.jar")).exists();
  }

  @Test
  void saysThatAModuleIsNotPackagedYet() throws Exception {
    Artifact module = artifact("a", "module", "1", "compile");
    module.setFile(dir.toFile());
    resolved.add(module);

    assertThatThrownBy(() -> contexts.make("COPY --from=maven-snapshots . ."))
        .isInstanceOf(MojoFailureException.class)
        .hasMessageContaining("a:module:jar:1:compile is not packaged yet: run the phase package");
  }
}
