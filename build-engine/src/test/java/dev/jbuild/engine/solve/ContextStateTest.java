// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a change of a context before any data is read. */
final class ContextStateTest {
  private final InstantSource later = InstantSource.fixed(Instant.now().plus(Duration.ofHours(1)));

  @TempDir Path context;

  @BeforeEach
  void makeContext() throws IOException {
    Files.createDirectories(context.resolve("src/deep"));
    Files.writeString(context.resolve("src/a.txt"), "a");
    Files.writeString(context.resolve("src/deep/b.txt"), "b");
    Files.writeString(context.resolve("other.txt"), "other");
  }

  private Digest state(String source, String... ignored) throws IOException {
    return ContextState.of(
            HostTrees.tree(context, IgnorePatterns.of(List.of(ignored))),
            List.of("copy"),
            List.of(source),
            later)
        .digest();
  }

  @Test
  void anUntouchedContextHasTheSameState() throws IOException {
    assertThat(state("/src")).isEqualTo(state("/src"));
    assertThat(state("/src")).isNotEqualTo(state("/src/deep"));
  }

  @Test
  void dataThatHasTheSizeAndMtimeOfOldDataIsNoticed() throws IOException {
    Path file = context.resolve("src/deep/b.txt");
    FileTime mtime = Files.getLastModifiedTime(file);
    Digest before = state("/src");

    Files.writeString(file, "B");
    Files.setLastModifiedTime(file, mtime);

    assertThat(state("/src")).isNotEqualTo(before);
  }

  @Test
  void modesNamesAndLinksCount() throws IOException {
    Digest before = state("/src");
    Files.setPosixFilePermissions(
        context.resolve("src/deep"), PosixFilePermissions.fromString("rwx------"));
    Digest mode = state("/src");
    Files.move(context.resolve("src/a.txt"), context.resolve("src/c.txt"));
    Digest name = state("/src");
    Files.createSymbolicLink(context.resolve("src/link"), Path.of("c.txt"));
    Digest link = state("/src");
    Files.createDirectory(context.resolve("src/empty"));

    assertThat(List.of(before, mode, name, link, state("/src"))).doesNotHaveDuplicates();
  }

  @Test
  void excludesCount() throws IOException {
    ContextTree tree = HostTrees.tree(context, IgnorePatterns.NONE);
    ContextState excluding = ContextState.of(tree, List.of("/src"), List.of("deep"), later);

    assertThat(excluding.digest()).isNotEqualTo(state("/src"));
  }

  @Test
  void whatIsBesideTheSourcesDoesNotCount() throws IOException {
    Digest before = state("/src");

    Files.writeString(context.resolve("other.txt"), "changed");
    Files.setLastModifiedTime(context.resolve("src"), FileTime.fromMillis(0));

    assertThat(state("/src")).isEqualTo(before);
  }

  @Test
  void whatIsBelowAnExcludedDirectoryIsNotLookedAt() throws IOException {
    Digest before = state("/src", "src/deep");

    Files.writeString(context.resolve("src/deep/b.txt"), "changed");

    assertThat(state("/src", "src/deep")).isEqualTo(before);
    assertThat(state("/src", "src/deep", "!src/deep/b.txt")).isNotEqualTo(before);
  }

  @Test
  void wildcardsAndLinksAreFollowedToTheFiles() throws IOException {
    Files.createSymbolicLink(context.resolve("link"), Path.of("src"));
    Digest before = state("/li*");

    Files.writeString(context.resolve("src/a.txt"), "changed");

    assertThat(state("/li*")).isNotEqualTo(before);
  }

  @Test
  void aFileThatWasJustChangedLeavesItUnsettled() throws IOException {
    ContextTree tree = HostTrees.tree(context, IgnorePatterns.NONE);

    assertThat(
            ContextState.of(tree, List.of("copy"), List.of("/src"), InstantSource.system())
                .settled())
        .isFalse();
    assertThat(ContextState.of(tree, List.of("copy"), List.of("/src"), later).settled()).isTrue();
  }

  @Test
  void onlyADigestOfASettledStateIsRemembered() throws IOException {
    ContextDigests digests = new ContextDigests(new KeyedFiles(context.resolve("digests")));
    ContextTree tree = HostTrees.tree(context, IgnorePatterns.NONE);
    ContextState settled = ContextState.of(tree, List.of("copy"), List.of("/src"), later);
    ContextState young =
        ContextState.of(tree, List.of("copy"), List.of("/src/deep"), InstantSource.system());

    digests.put(settled, settled.digest());
    digests.put(young, young.digest());

    assertThat(digests.find(settled)).contains(settled.digest());
    assertThat(digests.find(young)).isEmpty();
  }
}
