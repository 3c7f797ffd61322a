// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the files of a COPY go. */
final class CopyDestinationTest {
  @TempDir Path temporary;
  private CopyScene scene;

  @BeforeEach
  void makeContext() throws IOException {
    scene =
        new CopyScene(temporary)
            .file("a.txt", "a")
            .file("b.txt", "b", "rwxr-x---")
            .file("dir/c.txt", "c")
            .file("dir/sub/d.txt", "d")
            .directory("dir/sub", "rwx------")
            .directory("dir", "rwxrwx---");
  }

  @Test
  void fileGetsTheNameOfADestinationWithoutSlash() throws IOException {
    assertThat(scene.copy("/a.txt", "/new/name"))
        .containsExactly("new/ 755 0:0", "new/name 644 0:0 \"a\"");
  }

  @Test
  void fileGoesIntoADestinationWithSlash() throws IOException {
    assertThat(scene.copy("/a.txt", "/new/"))
        .containsExactly("new/ 755 0:0", "new/a.txt 644 0:0 \"a\"");
  }

  @Test
  void fileGoesIntoADirectoryThatIsThere() throws IOException {
    scene.onto(new ImageTree().directory("srv", 0700, 5, 6));

    assertThat(scene.copy("/a.txt", "/srv"))
        .containsExactly("srv/ 700 5:6", "srv/a.txt 644 0:0 \"a\"");
  }

  @Test
  void fileGoesIntoTheRoot() throws IOException {
    assertThat(scene.copy("/a.txt", "/")).containsExactly("a.txt 644 0:0 \"a\"");
  }

  @Test
  void fileReplacesAFile() throws IOException {
    scene.onto(new ImageTree().file("name", "old", 0600, 1, 1));

    assertThat(scene.copy("/a.txt", "/name")).containsExactly("name 644 0:0 \"a\"");
  }

  @Test
  void severalSourcesGoIntoADirectory() throws IOException {
    assertThat(scene.copy("/a.txt", "/b.txt", "/new"))
        .containsExactly(
            "new/ 755 0:0", "new/a.txt 644 0:0 \"a\"", "new/b.txt 750 0:0 \"b\"");
  }

  @Test
  void ofADirectoryTheContentsAreCopiedNotItself() throws IOException {
    assertThat(scene.copy("/dir", "/new"))
        .containsExactly(
            "new/ 755 0:0",
            "new/c.txt 644 0:0 \"c\"",
            "new/sub/ 700 0:0",
            "new/sub/d.txt 644 0:0 \"d\"");
  }

  @Test
  void theDestinationKeepsItsAttributesWhileDirectoriesInItTakeTheSources() throws IOException {
    scene.onto(
        new ImageTree().directory("srv", 0711, 5, 6).directory("srv/sub", 0777, 7, 8));

    assertThat(scene.copy("/dir", "/srv"))
        .containsExactly(
            "srv/ 711 5:6",
            "srv/c.txt 644 0:0 \"c\"",
            "srv/sub/ 700 0:0",
            "srv/sub/d.txt 644 0:0 \"d\"");
  }

  @Test
  void linksOnTheWayOfTheDestinationAreFollowedInsideTheImage() throws IOException {
    scene.onto(
        new ImageTree()
            .directory("real")
            .link("absolute", "/real")
            .link("escaping", "../../../real"));

    assertThat(scene.copy("/a.txt", "/absolute/x"))
        .containsExactly("real/ 755 0:0", "real/x 644 0:0 \"a\"");
    assertThat(scene.copy("/dir/c.txt", "/escaping/"))
        .containsExactly("real/ 755 0:0", "real/c.txt 644 0:0 \"c\"");
  }

  @Test
  void aLinkToNothingIsFollowedToo() throws IOException {
    scene.onto(new ImageTree().directory("etc").link("etc/conf", "/run/conf"));

    assertThat(scene.copy("/a.txt", "/etc/conf"))
        .containsExactly("run/ 755 0:0", "run/conf 644 0:0 \"a\"");
  }

  @Test
  void aLinkInADirectoryIsReplacedByAFileOfItsName() throws IOException {
    scene.onto(new ImageTree().directory("srv").link("srv/a.txt", "/etc/passwd"));

    assertThat(scene.copy("/a.txt", "/srv/"))
        .containsExactly("srv/ 755 0:0", "srv/a.txt 644 0:0 \"a\"");
  }

  @Test
  void aDirectoryDoesNotReplaceALinkInTheDestination() {
    scene.onto(new ImageTree().directory("srv").directory("etc").link("srv/sub", "/etc"));

    assertThatThrownBy(() -> scene.copy("/dir", "/srv"))
        .isInstanceOf(BuildException.class)
        .hasMessage("cannot copy to non-directory: /srv/sub is in the way");
  }

  @Test
  void aFileDoesNotReplaceADirectory() {
    scene.onto(new ImageTree().directory("srv").directory("srv/c.txt"));

    assertThatThrownBy(() -> scene.copy("/dir", "/srv"))
        .isInstanceOf(BuildException.class)
        .hasMessage("cannot replace directory /srv/c.txt with a file");
  }

  @Test
  void nothingIsMadeBelowAFile() {
    scene.onto(new ImageTree().file("srv", "file"));

    assertThatThrownBy(() -> scene.copy("/a.txt", "/srv/"))
        .isInstanceOfSatisfying(
            BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DOCKERFILE))
        .hasMessage("cannot copy to /srv: /srv is not a directory");
  }

  @Test
  void loopsOfLinksAreToldAsAnErrorOfTheDockerfile() {
    scene.onto(new ImageTree().link("a", "b").link("b", "a"));

    assertThatThrownBy(() -> scene.copy("/a.txt", "/a/x"))
        .isInstanceOf(BuildException.class)
        .hasMessage("too many levels of symbolic links in /a/x");
  }

  @Test
  void whatIsThereAlreadyIsLeftOut() throws IOException {
    scene.onto(new ImageTree().directory("srv").file("srv/a.txt", "a").file("srv/b.txt", "old"));

    assertThat(scene.copy("/a.txt", "/b.txt", "/srv/"))
        .containsExactly("srv/ 755 0:0", "srv/b.txt 750 0:0 \"b\"");
    assertThat(scene.copy("/a.txt", "/srv/")).isEmpty();
  }

  @Test
  void withLinkTheImageIsNotLookedAt() throws IOException {
    scene.onto(new ImageTree().directory("tmp", 01777, 0, 0).link("srv", "/tmp")).withLink();

    assertThat(scene.copy("/a.txt", "/tmp/x"))
        .containsExactly("tmp/ 755 0:0", "tmp/x 644 0:0 \"a\"");
    assertThat(scene.copy("/a.txt", "/srv/x"))
        .containsExactly("srv/ 755 0:0", "srv/x 644 0:0 \"a\"");
  }

  @Test
  void withLinkNamesOfOwnersCannotBeLookedUp() {
    scene.withLink().chown("app");

    assertThatThrownBy(() -> scene.copy("/a.txt", "/x"))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("names in --chown can't be looked up with --link");
  }

  @Test
  void whiteoutNamesAreRefused() throws IOException {
    scene.file("dir/.wh.x", "");

    assertThatThrownBy(() -> scene.copy("/dir", "/srv"))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("dir/.wh.x cannot be in a layer");
  }
}
