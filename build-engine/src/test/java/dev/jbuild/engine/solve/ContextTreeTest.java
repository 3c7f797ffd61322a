// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.layer.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a context there are, and what sources of a COPY find. */
final class ContextTreeTest {
  @TempDir Path temporary;
  private CopyScene scene;

  @BeforeEach
  void makeContext() throws IOException {
    scene =
        new CopyScene(temporary)
            .file("a.txt", "a")
            .file("b.txt", "b")
            .file("src/main.c", "main")
            .file("src/gen/x.c", "x")
            .file("src/gen/y.h", "y");
    Files.writeString(temporary.resolve("secret"), "outside");
  }

  private List<String> found(String... sources) throws IOException {
    return scene.select(sources).roots().stream()
        .flatMap(root -> root.items().stream())
        .map(item -> item.found().entry().path())
        .toList();
  }

  @Test
  void aLiteralSourceThatIsMissingIsAnErrorWithItsName() {
    assertThatThrownBy(() -> found("/nope"))
        .isInstanceOfSatisfying(
            BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DOCKERFILE))
        .hasMessage("/nope: no such file or directory in the build context");
    assertThatThrownBy(() -> found("/a.txt/below"))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("/a.txt/below: no such file");
  }

  @Test
  void wildcardsMatchNameByName() throws IOException {
    assertThat(found("/*.txt")).containsExactly("a.txt", "b.txt");
    assertThat(found("/[b-z].txt")).containsExactly("b.txt");
    assertThat(found("/s*/gen/?.h")).containsExactly("src/gen/y.h");
    assertThat(found("/*/*.c")).containsExactly("src/main.c");
  }

  @Test
  void aWildcardWithoutAMatchFindsNothing() throws IOException {
    assertThat(found("/*.none", "/none/*.c", "/a.txt/*")).isEmpty();
  }

  @Test
  void aPatternThatIsMalformedIsAnErrorOfTheDockerfile() {
    assertThatThrownBy(() -> found("/a[.txt"))
        .isInstanceOfSatisfying(
            BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DOCKERFILE));
  }

  @Test
  void bracketsMakeWildcardsLiteral() throws IOException {
    scene.file("a[1].txt", "");

    assertThat(found("/a[[]1].txt")).containsExactly("a[1].txt");
  }

  @Test
  void matchesThroughLinksToDirectoriesAreFound() throws IOException {
    scene.link("alias", "src");

    assertThat(found("/alias/*.c")).containsExactly("src/main.c");
    assertThat(found("/alia?/gen/x.c")).containsExactly("src/gen/x.c");
  }

  @Test
  void linksNeverLeaveTheContext() throws IOException {
    scene
        .link("up", "../secret")
        .link("abs", "/a.txt")
        .link("out", temporary.resolve("secret").toString());

    assertThat(found("/abs")).containsExactly("a.txt");
    assertThatThrownBy(() -> found("/up"))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("/up: no such file");
    assertThatThrownBy(() -> found("/out")).isInstanceOf(BuildException.class);
    assertThatThrownBy(() -> found("/../secret")).isInstanceOf(BuildException.class);
  }

  @Test
  void aMatchThatLinksToNothingIsAnError() throws IOException {
    scene.link("dangling.txt", "nothing");

    assertThatThrownBy(() -> found("/*.txt"))
        .isInstanceOf(BuildException.class)
        .hasMessage("dangling.txt is a symbolic link to something that isn't there");
  }

  @Test
  void linksInATreeAreNotFollowed() throws IOException {
    scene.link("src/up", "../../secret");

    assertThat(found("/src")).contains("src/up").doesNotContain("secret");
  }

  @Test
  void excludedFilesAreNotThere() throws IOException {
    scene.ignoring("*.txt", "!b.txt", "src/gen");

    assertThat(found("/")).containsExactly("", "b.txt", "src", "src/main.c");
    assertThatThrownBy(() -> found("/a.txt")).isInstanceOf(BuildException.class);
    assertThat(found("/*.txt")).containsExactly("b.txt");
  }

  @Test
  void excludedDirectoriesAreThereOnlyForWhatIsBroughtBack() throws IOException {
    scene.ignoring("src", "!src/gen/y.h");

    assertThat(found("/")).containsExactly("", "a.txt", "b.txt", "src", "src/gen", "src/gen/y.h");
    assertThat(found("/src")).containsExactly("src", "src/gen", "src/gen/y.h");
    scene.ignoring("src", "!src/gen/none");
    assertThatThrownBy(() -> found("/src")).isInstanceOf(BuildException.class);
  }

  @Test
  void theWholeContextMayBeExcludedButForExceptions() throws IOException {
    scene.ignoring("**", "!a.txt");

    assertThat(found("/")).containsExactly("", "a.txt");
  }

  @Test
  void excludedLinksAreNotFollowed() throws IOException {
    scene.link("alias", "src").ignoring("alias");

    assertThatThrownBy(() -> found("/alias/main.c")).isInstanceOf(BuildException.class);
    assertThat(found("/alia*")).isEmpty();
  }

  @Test
  void linksToExcludedFilesLeadToNothing() throws IOException {
    scene.link("alias", "a.txt").ignoring("a.txt");

    assertThatThrownBy(() -> found("/alias"))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("/alias: no such file");
  }

  @Test
  void namesThatAreNotUtf8AreFoundAndRead() throws IOException {
    String name = FileNames.fromBytes(new byte[] {'n', (byte) 0xFF});
    Path file = FileNames.resolve(scene.context(), name);
    Files.writeString(file, "data");

    assertThat(scene.copy("/n*", "/new/"))
        .containsExactly("new/ 755 0:0", "new/" + name + " 644 0:0 \"data\"");
  }

  @Test
  void theIgnoreFileOfTheDockerfileIsUsedInsteadOfTheContexts() throws IOException {
    Path dockerfile = Files.writeString(temporary.resolve("app.Dockerfile"), "FROM scratch");
    Files.writeString(scene.context().resolve(".dockerignore"), "a.txt\n");

    try (Contexts contexts = contexts(dockerfile, Map.of())) {
      assertThat(contexts.main().lookup("a.txt")).isEmpty();
      assertThat(contexts.main().lookup("b.txt")).isPresent();
    }
    Files.writeString(temporary.resolve("app.Dockerfile.dockerignore"), "b.txt\n");
    try (Contexts contexts = contexts(dockerfile, Map.of("n", scene.context()))) {
      assertThat(contexts.main().lookup("a.txt")).isPresent();
      assertThat(contexts.main().lookup("b.txt")).isEmpty();
      assertThat(contexts.named("N").orElseThrow().lookup("a.txt")).isEmpty();
    }
  }

  private Contexts contexts(Path dockerfile, Map<String, Path> named) throws IOException {
    return Contexts.open(scene.context(), dockerfile, named, HostTrees.LAUNCHER);
  }

  @Test
  void contextsThatAreNoDirectoriesAreNamed() {
    Path missing = temporary.resolve("missing");

    assertThatThrownBy(() -> Contexts.open(missing, missing, Map.of(), HostTrees.LAUNCHER))
        .isInstanceOf(BuildException.class)
        .hasMessage("context " + missing + " doesn't exist");
    assertThatThrownBy(
            () ->
                Contexts.open(
                    temporary,
                    missing,
                    Map.of("n", temporary.resolve("secret")),
                    HostTrees.LAUNCHER))
        .isInstanceOf(BuildException.class)
        .hasMessage("context n " + temporary.resolve("secret") + " is not a directory");
  }
}
