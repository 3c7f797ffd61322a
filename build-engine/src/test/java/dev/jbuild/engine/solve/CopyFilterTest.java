// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --exclude} and {@code --parents}. */
final class CopyFilterTest {
  @TempDir Path temporary;
  private CopyScene scene;

  @BeforeEach
  void makeContext() throws IOException {
    scene =
        new CopyScene(temporary)
            .file("top.txt", "t")
            .file("src/a.txt", "a")
            .file("src/a.md", "a")
            .file("src/sub/b.txt", "b")
            .file("src/sub/deep/c.txt", "c");
  }

  private List<String> names(String... words) throws IOException {
    return scene.copy(words).stream()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .filter(name -> !name.endsWith("/"))
        .toList();
  }

  @Test
  void excludesAreRelativeToTheDirectoryThatIsCopied() throws IOException {
    scene.excluding("sub/deep", "a.md", "src");

    assertThat(names("/src", "/d")).containsExactly("d/a.txt", "d/sub/b.txt");
  }

  @Test
  void twoStarsInAnExcludeAreAnyDirectories() throws IOException {
    scene.excluding("**/*.txt");

    assertThat(scene.copy("/src", "/d"))
        .containsExactly(
            "d/ 755 0:0", "d/a.md 644 0:0 \"a\"", "d/sub/ 755 0:0", "d/sub/deep/ 755 0:0");
  }

  @Test
  void anExceptionBringsBackWhatIsInAnExcludedDirectory() throws IOException {
    scene.excluding("sub", "!sub/deep/c.txt");

    assertThat(names("/src", "/d")).containsExactly("d/a.md", "d/a.txt", "d/sub/deep/c.txt");
  }

  @Test
  void anExcludeCanNotBringBackWhatIsIgnored() throws IOException {
    scene.ignoring("src/sub").excluding("!sub");

    assertThat(names("/src", "/d")).containsExactly("d/a.md", "d/a.txt");
  }

  @Test
  void filesThatAreSourcesThemselvesAreExcludedByName() throws IOException {
    scene.excluding("*.txt");

    assertThat(names("/src/*", "/d/")).containsExactly("d/a.md", "d/deep/c.txt");
  }

  @Test
  void aMalformedExcludeIsAnError() {
    scene.excluding("[a");

    assertThatThrownBy(() -> scene.copy("/src", "/d")).isInstanceOf(BuildException.class);
  }

  @Test
  void parentsKeepThePath() throws IOException {
    scene.withParents();

    assertThat(names("/./src/sub/b.txt", "/d/")).containsExactly("d/src/sub/b.txt");
    assertThat(names("/./src/sub", "/d/"))
        .containsExactly("d/src/sub/b.txt", "d/src/sub/deep/c.txt");
  }

  @Test
  void parentsKeepOnlyWhatIsBelowThePivot() throws IOException {
    scene.withParents();

    assertThat(names("/src/./sub/*.txt", "/d/")).containsExactly("d/sub/b.txt");
    assertThat(names("/src/./", "/d/"))
        .containsExactly("d/a.md", "d/a.txt", "d/sub/b.txt", "d/sub/deep/c.txt");
  }

  @Test
  void twoStarsInASourceWithParentsAreAnyDirectories() throws IOException {
    scene.withParents();

    assertThat(names("/./**/*.txt", "/d/"))
        .containsExactly("d/src/a.txt", "d/src/sub/b.txt", "d/src/sub/deep/c.txt", "d/top.txt");
  }

  @Test
  void parentsHaveTheirOwnModes() throws IOException {
    scene.directory("src/sub", "rwx------").withParents();

    assertThat(scene.copy("/./src/sub/b.txt", "/d/"))
        .contains("d/src/ 755 0:0", "d/src/sub/ 700 0:0");
  }

  @Test
  void parentsAndExcludesGoTogether() throws IOException {
    scene.withParents().excluding("**/deep");

    assertThat(names("/./src", "/d/"))
        .containsExactly("d/src/a.md", "d/src/a.txt", "d/src/sub/b.txt");
  }

  @Test
  void aLiteralSourceWithParentsHasToBeThere() {
    scene.withParents();

    assertThatThrownBy(() -> scene.copy("/./src/missing", "/d/"))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("/./src/missing: no such file or directory");
  }

  @Test
  void aWildcardWithParentsThatFitsNothingCopiesNothing() throws IOException {
    scene.withParents();

    assertThat(names("/./src/*.none", "/d/")).isEmpty();
  }

  @Test
  void linksOutOfTheContextAreNotFollowedByParents() throws IOException {
    scene.link("out", "/etc").withParents();

    assertThatThrownBy(() -> scene.copy("/./out/passwd", "/d/")).isInstanceOf(BuildException.class);
    assertThat(names("/./out", "/d/")).containsExactly("d/out");
  }

  @Test
  void escapedWildcardsAreLiteral() throws IOException {
    scene.file("n?pe", "this").file("nope", "that");

    assertThat(scene.copy("/n\\?pe", "/d")).containsExactly("d 644 0:0 \"this\"");
  }
}
