// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes the digest of what is copied. */
final class CopySelectionTest {
  @TempDir Path temporary;
  private CopyScene scene;
  private String before;

  @BeforeEach
  void makeContext() throws IOException {
    scene =
        new CopyScene(temporary)
            .file("d/a", "a")
            .file("d/b", "a")
            .directory("d/sub", "rwxr-xr-x")
            .link("d/l", "a");
    before = scene.contentDigest("/d");
  }

  private Path at(String path) {
    return scene.context().resolve(path);
  }

  @Test
  void mtimesDoNotCount() throws IOException {
    Files.setLastModifiedTime(at("d/a"), FileTime.fromMillis(0));

    assertThat(scene.contentDigest("/d")).isEqualTo(before);
  }

  @Test
  void theModeOfTheDirectoryThatIsCopiedDoesNotCount() throws IOException {
    scene.directory("d", "rwx------");

    assertThat(scene.contentDigest("/d")).isEqualTo(before);
  }

  @Test
  void dataCounts() throws IOException {
    scene.file("d/a", "b");

    assertThat(scene.contentDigest("/d")).isNotEqualTo(before);
  }

  @Test
  void modesCount() throws IOException {
    scene.file("d/a", "a", "rw-------");

    assertThat(scene.contentDigest("/d")).isNotEqualTo(before);
  }

  @Test
  void modesOfDirectoriesInItCount() throws IOException {
    Files.setPosixFilePermissions(at("d/sub"), PosixFilePermissions.fromString("rwx------"));

    assertThat(scene.contentDigest("/d")).isNotEqualTo(before);
  }

  @Test
  void pathsCount() throws IOException {
    Files.move(at("d/a"), at("d/sub/a"));

    assertThat(scene.contentDigest("/d")).isNotEqualTo(before);
  }

  @Test
  void linkTargetsCount() throws IOException {
    Files.delete(at("d/l"));
    scene.link("d/l", "b");

    assertThat(scene.contentDigest("/d")).isNotEqualTo(before);
  }

  @Test
  void hardLinksCount() throws IOException {
    Files.delete(at("d/b"));
    scene.hardLink("d/b", "d/a");

    assertThat(scene.contentDigest("/d")).isNotEqualTo(before);
  }

  @Test
  void excludedFilesDoNotCount() throws IOException {
    scene.ignoring("**/*.tmp").file("d/x.tmp", "x");

    assertThat(scene.contentDigest("/d")).isEqualTo(before);
  }

  @Test
  void theNameOfASourceCountsForAFileOnly() throws IOException {
    scene.file("x", "same").file("y", "same").file("e/a", "a").file("f/a", "a");

    assertThat(scene.contentDigest("/x")).isNotEqualTo(scene.contentDigest("/y"));
    assertThat(scene.contentDigest("/e")).isEqualTo(scene.contentDigest("/f"));
  }

  @Test
  void ownersCountWhereTheyAreKept() throws IOException {
    CopyScene root = scene("root").from(new ImageTree().file("a", "a", 0644, 0, 0));
    CopyScene user = scene("user").from(new ImageTree().file("a", "a", 0644, 1, 0));
    CopyScene given = scene("given").from(new ImageTree().file("a", "a", 0644, 1, 0)).chown("5");
    CopyScene context = scene("plain").file("a", "a");

    assertThat(root.contentDigest("/a")).isNotEqualTo(user.contentDigest("/a"));
    assertThat(given.contentDigest("/a")).isEqualTo(context.contentDigest("/a"));
  }

  private CopyScene scene(String name) throws IOException {
    return new CopyScene(Files.createDirectories(temporary.resolve("scenes").resolve(name)));
  }
}
