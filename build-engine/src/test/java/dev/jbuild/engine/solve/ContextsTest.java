// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.DockerfileSource;
import dev.jbuild.engine.Requests;
import dev.jbuild.engine.plan.PlanOptions;
import dev.jbuild.layer.Entry;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contexts, their ignore files and the Dockerfile, on this host. */
final class ContextsTest {
  @TempDir Path temporary;
  private Path directory;
  private Path dockerfile;
  private WorkDirectory work;
  private RemoteFiles remote;

  @BeforeEach
  void makeContext() throws IOException {
    directory = Files.createDirectory(temporary.resolve("context"));
    Files.writeString(directory.resolve("a.txt"), "a");
    Files.writeString(directory.resolve("b.txt"), "b");
    dockerfile = Files.writeString(temporary.resolve("app.Dockerfile"), "FROM scratch");
    StorageRoot root = new StorageRoot(temporary.resolve("root"));
    work = WorkDirectory.create(root.work());
    remote =
        new RemoteFiles(
            root,
            root.store().blobs(),
            work,
            HostTrees.LAUNCHER,
            new ServerSecrets(Map.of(), Map.of()));
  }

  @AfterEach
  void close() throws IOException {
    remote.close();
    work.close();
  }

  private Contexts open(
      ContextSource context, Optional<DockerfileSource> file, Map<String, ContextSource> named)
      throws IOException {
    return open(request(context, file, named, Map.of()));
  }

  private BuildRequest request(
      ContextSource context,
      Optional<DockerfileSource> file,
      Map<String, ContextSource> named,
      Map<String, String> buildArgs) {
    return Requests.of(temporary.resolve("root"), context, file, named, List.of(), buildArgs);
  }

  private Contexts open(BuildRequest request) throws IOException {
    ContextOpener opener =
        new ContextOpener(work, remote.directories(), remote.web(), remote.git());
    return Contexts.open(request, opener, new DockerfileReader(remote.web()));
  }

  private Contexts open() throws IOException {
    return open(
        new ContextSource.Directory(directory),
        Optional.of(new DockerfileSource.LocalFile(dockerfile)),
        Map.of("n", new ContextSource.Directory(directory)));
  }

  @Test
  void theIgnoreFileOfTheDockerfileIsUsedInsteadOfTheContexts() throws IOException {
    Files.writeString(directory.resolve(".dockerignore"), "a.txt\n");
    Contexts before = open();
    Files.writeString(temporary.resolve("app.Dockerfile.dockerignore"), "b.txt\n");
    Contexts after = open();

    assertThat(before.main().names("")).contains("a.txt");
    assertThat(before.main().lookup("a.txt")).isEmpty();
    assertThat(before.main().lookup("b.txt")).isPresent();
    assertThat(after.main().lookup("a.txt")).isPresent();
    assertThat(after.main().lookup("b.txt")).isEmpty();
    assertThat(after.named("N").orElseThrow().lookup("a.txt")).isEmpty();
  }

  @Test
  void anIgnoreFileThatIsNamedComesBeforeAll() throws IOException {
    Path named = Files.writeString(temporary.resolve("named"), "b.txt\n");
    Files.writeString(directory.resolve(".dockerignore"), "a.txt\n");
    Files.writeString(temporary.resolve("app.Dockerfile.dockerignore"), "a.txt\n");

    Contexts contexts =
        open(
            new ContextSource.Directory(directory, Optional.of(named)),
            Optional.of(new DockerfileSource.LocalFile(dockerfile)),
            Map.of("n", new ContextSource.Directory(directory)));

    assertThat(contexts.main().lookup("a.txt")).isPresent();
    assertThat(contexts.main().lookup("b.txt")).isEmpty();
    assertThat(contexts.named("n").orElseThrow().lookup("a.txt")).isEmpty();
  }

  @Test
  void buildahsIgnoreFileComesBeforeDockers() throws IOException {
    Files.writeString(directory.resolve(".dockerignore"), "a.txt\n");
    Files.writeString(directory.resolve(".containerignore"), "b.txt\n");

    assertThat(open().main().lookup("a.txt")).isPresent();
    assertThat(open().main().lookup("b.txt")).isEmpty();
  }

  @Test
  void aContextOrDockerfileThatIsNotThereIsNamed() {
    Path missing = temporary.resolve("missing");

    assertThatThrownBy(
            () ->
                open(
                    new ContextSource.Directory(missing),
                    Optional.of(new DockerfileSource.LocalFile(dockerfile)),
                    Map.of()))
        .isInstanceOf(BuildException.class)
        .hasMessage("context " + missing + " doesn't exist");
    assertThatThrownBy(
            () -> open(new ContextSource.Directory(directory), Optional.empty(), Map.of()))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("no Dockerfile at " + directory.resolve("Dockerfile"));
    assertThatThrownBy(
            () -> open(new ContextSource.Archive(dockerfile), Optional.empty(), Map.of()))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining(dockerfile + " is neither a directory nor a tar archive");
  }

  @Test
  void aTarIsAContextWhoseOwnersAndIgnoreFileDoNotCount() throws IOException {
    Path tar = temporary.resolve("c.tar");
    Files.write(
        tar,
        new Tar()
            .file("dir/Dockerfile", "FROM scratch\n", 7, 7)
            .file(".dockerignore", "dir", 7, 7)
            .link("out", "/etc/passwd")
            .bytes());

    Contexts contexts =
        open(
            new ContextSource.Archive(tar),
            Optional.of(new DockerfileSource.InContext("dir/Dockerfile")),
            Map.of());

    assertThat(contexts.dockerfile().text()).isEqualTo("FROM scratch\n");
    assertThat(contexts.main().keepsOwners()).isFalse();
    Entry file = contexts.main().lookup("dir/Dockerfile").orElseThrow().entry();
    assertThat(text(contexts.main(), file)).isEqualTo("FROM scratch\n");
    assertThat(contexts.main().lookup(contexts.main().follow("out", true))).isEmpty();
  }

  private Optional<Instant> sourceDate(ContextSource context, String name) throws IOException {
    BuildRequest request =
        request(
            context,
            Optional.of(new DockerfileSource.InContext("Dockerfile")),
            Map.of("n", new ContextSource.Directory(directory), "s", new ContextSource.Stage("st")),
            Map.of("SOURCE_DATE_EPOCH", name));
    Contexts contexts = open(request);
    Dockerfile parsed = Dockerfile.parse(contexts.dockerfile());
    return SourceDate.of(request, request.buildArgs(), parsed)
        .orElseThrow()
        .find(parsed, PlanOptions.of(Platform.host()), contexts);
  }

  @Test
  void theDateOfATarIsThatOfItsNewestFile() throws IOException {
    Path tar = temporary.resolve("c.tar");
    byte[] bytes =
        new Tar().file("Dockerfile", "FROM scratch AS st\n", 0, 0).link("l", "/etc").bytes();
    Files.write(tar, bytes);
    ContextSource context = new ContextSource.Archive(tar);

    assertThat(sourceDate(context, "context")).contains(Instant.ofEpochSecond(ImageTree.MTIME));
    assertThat(sourceDate(context, "N")).isEmpty();
    for (String stage : List.of("s", "ST")) {
      assertThatThrownBy(() -> sourceDate(context, stage))
          .isInstanceOf(DockerfileException.class)
          .hasMessageContaining("has to have one ADD, of one URL or git repository");
    }
    assertThatThrownBy(() -> sourceDate(context, "now"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("the name of a context or a stage");
  }

  @Test
  void aDirectoryHasNoDate() throws IOException {
    Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\n");

    assertThat(sourceDate(new ContextSource.Directory(directory), "context")).isEmpty();
  }

  @Test
  void aNumberNamesNoDate() {
    BuildRequest request =
        request(
            new ContextSource.Directory(directory),
            Optional.empty(),
            Map.of(),
            Map.of("SOURCE_DATE_EPOCH", "5"));

    Dockerfile any = Dockerfile.parse(Source.of("Dockerfile", "FROM scratch\n"));
    Map<String, String> named = Map.of("SOURCE_DATE_EPOCH", "context");
    assertThat(SourceDate.of(request, request.buildArgs(), any)).isEmpty();
    assertThat(SourceDate.withSeconds(request.buildArgs(), Optional.empty()))
        .containsEntry("SOURCE_DATE_EPOCH", "5");
    assertThat(SourceDate.withSeconds(named, Optional.empty()))
        .containsEntry("SOURCE_DATE_EPOCH", "");
    assertThat(SourceDate.withSeconds(named, Optional.of(Instant.ofEpochSecond(7))))
        .containsEntry("SOURCE_DATE_EPOCH", "7");
  }

  @Test
  void aDefaultOfTheDockerfileIsToldAtItsPlace() {
    BuildRequest request =
        request(new ContextSource.Directory(directory), Optional.empty(), Map.of(), Map.of());
    Dockerfile dockerfile =
        Dockerfile.parse(Source.of("Dockerfile", "ARG SOURCE_DATE_EPOCH=context\nFROM scratch\n"));
    Map<String, String> buildArgs = Map.of("SOURCE_DATE_EPOCH", "context");

    assertThat(SourceDate.of(request, buildArgs, dockerfile).orElseThrow().missing().render())
        .startsWith("Dockerfile:1:23: warning: SOURCE_DATE_EPOCH is not set");
  }

  private static String text(SourceTree tree, Entry file) throws IOException {
    try (InputStream in = tree.data(file).open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
