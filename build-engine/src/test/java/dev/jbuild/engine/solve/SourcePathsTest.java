// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.IgnorePatterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcePathsTest {
  @TempDir Path root;

  @BeforeEach
  void makeTree() throws IOException {
    Files.createDirectories(root.resolve("real/deep"));
    Files.writeString(root.resolve("real/a.txt"), "a");
    Files.writeString(root.resolve("real/b.txt"), "b");
    Files.writeString(root.resolve("real/deep/c.txt"), "c");
    Files.createSymbolicLink(root.resolve("link"), Path.of("real"));
  }

  @Test
  void wildcardsMatchNameByNameAndFollowLinks() throws IOException {
    assertThat(find("*/[ab].txt", ""))
        .containsExactly("link/a.txt", "link/b.txt", "real/a.txt", "real/b.txt");
    assertThat(find("r*/*/c.txt", "")).containsExactly("real/deep/c.txt");
    assertThat(find("*.none", "")).isEmpty();
    assertThat(find("real/a.txt/*", "")).isEmpty();
  }

  @Test
  void wildcardsDoNotMatchWhatIsIgnored() throws IOException {
    assertThat(find("*", "link")).containsExactly("real");
    assertThat(find("*/a.txt", "link")).containsExactly("real/a.txt");
    assertThat(find("real/*.txt", "**/b.txt")).containsExactly("real/a.txt");
    assertThat(find("*/a.txt", "real\n!real/a.txt")).contains("real/a.txt");
  }

  private List<String> find(String pattern, String ignored) throws IOException {
    IgnorePatterns patterns = IgnorePatterns.of(ignored.lines().toList());
    return new SourcePaths(HostTrees.tree(root, patterns))
        .find(pattern).stream().map(SourcePaths.Source::named).toList();
  }
}
