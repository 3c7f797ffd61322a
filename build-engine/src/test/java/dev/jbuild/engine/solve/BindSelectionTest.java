// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildException;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerItem;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bind of the context shows, and what changes its digest. */
final class BindSelectionTest {
  @TempDir Path context;

  @BeforeEach
  void makeContext() throws IOException {
    Files.createDirectories(context.resolve("d/sub"));
    Files.writeString(context.resolve("d/f"), "f");
    Files.writeString(context.resolve("d/sub/g"), "g");
    Files.createSymbolicLink(context.resolve("link"), Path.of("/../d"));
  }

  private ContextTree tree(String... ignored) {
    return HostTrees.tree(
        context, IgnorePatterns.parse(Source.of(".dockerignore", String.join("\n", ignored))));
  }

  private Digest digest(String source, String... ignored) throws IOException {
    return BindSelection.of(tree(ignored), source, "the build context").digest();
  }

  private List<String> mask(String source, String... ignored) throws IOException {
    ContextTree tree = tree(ignored);
    return ContextMask.of(tree, BindSelection.of(tree, source, "the build context")).stream()
        .map(LayerItem::entry)
        .map(entry -> (entry.isWhiteout() ? "-" : "") + entry.path())
        .toList();
  }

  @Test
  void dataAndModesCountButNoMtime() throws IOException {
    Digest before = digest("/d");
    Files.setLastModifiedTime(context.resolve("d/f"), FileTime.fromMillis(0));
    Digest touched = digest("/d");
    Files.setPosixFilePermissions(
        context.resolve("d"), PosixFilePermissions.fromString("rwx------"));
    Digest otherMode = digest("/d");
    Files.writeString(context.resolve("d/sub/g"), "changed");

    assertThat(touched).isEqualTo(before);
    assertThat(otherMode).isNotEqualTo(before);
    assertThat(digest("/d")).isNotEqualTo(otherMode);
  }

  @Test
  void whatIsNotBoundDoesNotCount() throws IOException {
    Digest before = digest("/d/sub");
    Digest ignoring = digest("/d", "d/sub");
    Files.writeString(context.resolve("d/f"), "changed");
    Digest after = digest("/d/sub");
    Files.writeString(context.resolve("d/f"), "f");
    Files.writeString(context.resolve("d/sub/g"), "changed");

    assertThat(after).isEqualTo(before);
    assertThat(digest("/d", "d/sub")).isEqualTo(ignoring);
  }

  @Test
  void linkOfTheSourceIsFollowedInTheContext() throws IOException {
    assertThat(digest("/link")).isEqualTo(digest("/d"));
  }

  @Test
  void missingAndExcludedSourcesAreErrors() {
    assertThatThrownBy(() -> digest("/no"))
        .isInstanceOf(BuildException.class)
        .hasMessage("/no: no such file or directory in the build context");
    assertThatThrownBy(() -> digest("/d", "d"))
        .hasMessage("/d: no such file or directory in the build context");
  }

  @Test
  void wildcardsAreOrdinaryCharacters() throws IOException {
    Files.writeString(context.resolve("[a]*"), "x");

    assertThat(digest("/[a]*")).isNotNull();
    assertThatThrownBy(() -> digest("/d/*")).isInstanceOf(BuildException.class);
  }

  @Test
  void nothingLiesOverAContextThatIsRightAsItIs() throws IOException {
    assertThat(mask("/")).isEmpty();
  }

  @Test
  void excludedFilesAndSocketsAreHidden() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(context.resolve("d/sub/socket")));

      assertThat(mask("/d", "d/f")).containsExactly("d", "-d/f", "d/sub", "-d/sub/socket");
    }
  }

  @Test
  void filesOfOthersAreCopiedAsRoots() throws IOException {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(context, "unix:uid")), "only root can do it");
    Files.setAttribute(context.resolve("d/f"), "unix:uid", 7);
    ContextTree tree = tree();

    List<Entry> mask =
        ContextMask.of(tree, BindSelection.of(tree, "/d", "the build context")).stream()
            .map(LayerItem::entry)
            .toList();

    assertThat(mask.stream().map(Entry::path)).containsExactly("d", "d/f");
    assertThat(mask.get(1).attributes().uid()).isZero();
  }
}
