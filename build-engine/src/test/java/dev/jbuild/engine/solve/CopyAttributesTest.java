// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners, modes and links of what a COPY makes. */
final class CopyAttributesTest {
  @TempDir Path temporary;
  private CopyScene scene;

  @BeforeEach
  void makeContext() throws IOException {
    scene = new CopyScene(temporary);
  }

  @Test
  void chownGivesAwayWhatIsCopiedAndTheDirectoriesThatAreMade() throws IOException {
    scene
        .file("dir/a", "a")
        .chown("app")
        .onto(new ImageTree().directory("etc").file("etc/passwd", "app:x:100:101::/:/bin/sh\n"));

    assertThat(scene.copy("/dir", "/new/deep"))
        .containsExactly("new/ 755 100:101", "new/deep/ 755 100:101", "new/deep/a 644 100:101 \"a\"");
  }

  @Test
  void ownersOfAnotherStageAreKept() throws IOException {
    scene.from(new ImageTree().directory("d").file("d/a", "a", 0640, 3, 4));

    assertThat(scene.copy("/d", "/new")).containsExactly("new/ 755 0:0", "new/a 640 3:4 \"a\"");
  }

  @Test
  void octalModesAreThoseOfFilesDirectoriesAndNewParents() throws IOException {
    scene.file("dir/sub/a", "a").link("dir/l", "a").chmod("0710");

    assertThat(scene.copy("/dir", "/new"))
        .containsExactly(
            "new/ 710 0:0",
            "new/l 777 0:0 -> a",
            "new/sub/ 710 0:0",
            "new/sub/a 710 0:0 \"a\"");
  }

  @Test
  void symbolicModesChangeOnlyWhatIsCopied() throws IOException {
    scene.file("dir/sub/a", "a", "rw-------").file("dir/b", "b", "rwx------");
    scene.directory("dir/sub", "rwx------");

    assertThat(scene.chmod("go=rX").copy("/dir", "/new"))
        .containsExactly(
            "new/ 755 0:0",
            "new/b 755 0:0 \"b\"",
            "new/sub/ 755 0:0",
            "new/sub/a 644 0:0 \"a\"");
  }

  @Test
  void aModeThatIsNoneIsAnErrorOfTheDockerfile() throws IOException {
    scene.file("a", "a").chmod("9");

    assertThatThrownBy(() -> scene.copy("/a", "/new"))
        .isInstanceOf(BuildException.class)
        .hasMessage("bad mode \"9\" for --chmod: neither octal (0 to 7777) nor as u=rwX,go=rX");
  }

  @Test
  void hardLinksOfTheContextAreKept() throws IOException {
    scene.file("dir/a", "a").hardLink("dir/b", "dir/a");

    assertThat(scene.copy("/dir", "/new"))
        .containsExactly("new/ 755 0:0", "new/a 644 0:0 \"a\"", "new/b 644 0:0 = new/a");
  }

  @Test
  void hardLinksOfAnotherStageAreKept() throws IOException {
    scene.from(new ImageTree().directory("d").file("d/a", "a").hardLink("d/b", "d/a"));

    assertThat(scene.copy("/d", "/new"))
        .containsExactly("new/ 755 0:0", "new/a 644 0:0 \"a\"", "new/b 644 0:0 = new/a");
  }

  @Test
  void aNameThatAnUpperLayerReplacedIsNoLinkAnyLonger() throws IOException {
    scene.from(
        new ImageTree()
            .directory("d")
            .file("d/a", "old")
            .hardLink("d/b", "d/a")
            .nextLayer()
            .directory("d")
            .file("d/a", "new"));

    assertThat(scene.copy("/d", "/new"))
        .containsExactly("new/ 755 0:0", "new/a 644 0:0 \"new\"", "new/b 644 0:0 \"old\"");
  }

  @Test
  void linkedFilesThatAreThereAlreadyAreLeftOut() throws IOException {
    scene
        .file("dir/a", "a")
        .hardLink("dir/b", "dir/a")
        .onto(new ImageTree().directory("srv").file("srv/a", "a").hardLink("srv/b", "srv/a"));

    assertThat(scene.copy("/dir", "/srv")).isEmpty();
  }

  @Test
  void filesThatAreNotLinkedInTheImageAreWrittenAgainWithAllNames() throws IOException {
    scene
        .file("dir/a", "a")
        .hardLink("dir/b", "dir/a")
        .onto(new ImageTree().directory("srv").file("srv/a", "a").file("srv/b", "a"));

    assertThat(scene.copy("/dir", "/srv"))
        .containsExactly("srv/ 755 0:0", "srv/a 644 0:0 \"a\"", "srv/b 644 0:0 = srv/a");
  }

  @Test
  void whenALaterSourceReplacesALinkedFileItsOtherNamesKeepTheData() throws IOException {
    scene
        .file("one/a", "old")
        .hardLink("one/b", "one/a")
        .hardLink("one/c", "one/a")
        .file("two/a", "new");

    assertThat(scene.copy("/one", "/two", "/new/"))
        .containsExactly(
            "new/ 755 0:0",
            "new/a 644 0:0 \"new\"",
            "new/b 644 0:0 \"old\"",
            "new/c 644 0:0 = new/b");
  }

  @Test
  void linksInATreeAreKeptAndTheSourceItselfIsFollowed() throws IOException {
    scene.file("real/a", "a").link("real/l", "../../outside").link("top", "real");

    assertThat(scene.copy("/top", "/new"))
        .containsExactly(
            "new/ 755 0:0", "new/a 644 0:0 \"a\"", "new/l 777 0:0 -> ../../outside");
  }

  @Test
  void aLinkThatIsASourceIsCopiedAsTheFileUnderItsOwnName() throws IOException {
    scene.file("real", "data").link("alias", "real");

    assertThat(scene.copy("/alias", "/new/"))
        .containsExactly("new/ 755 0:0", "new/alias 644 0:0 \"data\"");
  }
}
