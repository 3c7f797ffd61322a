// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScopedPathTest {
  private static final Map<String, String> LINKS =
      Map.of(
          "abs", "/usr/lib",
          "rel", "usr/bin",
          "usr/lib/up", "../share",
          "out", "../../../etc",
          "chain", "abs",
          "dot", ".",
          "loop", "loop");

  private static String resolve(String path, boolean last) throws IOException {
    return ScopedPath.resolve(path, last, at -> Optional.ofNullable(LINKS.get(at)));
  }

  @ParameterizedTest
  @CsvSource({
    "abs/x, usr/lib/x",
    "/abs/x/, usr/lib/x",
    "rel/sh, usr/bin/sh",
    "abs/up/doc, usr/share/doc",
    "out/passwd, etc/passwd",
    "chain/up, usr/share",
    "dot/dot/a, a",
    "abs/../x, usr/x",
    "missing/../x, x",
    "../../x, x",
    "a//./b, a/b"
  })
  void followsLinksInsideTheRootOnly(String path, String expected) throws IOException {
    assertThat(resolve(path, true)).isEqualTo(expected);
  }

  @Test
  void leavesALinkAtTheEndIfAsked() throws IOException {
    assertThat(resolve("abs", false)).isEqualTo("abs");
    assertThat(resolve("chain/up", false)).isEqualTo("usr/lib/up");
  }

  @Test
  void givesUpAtLoops() {
    assertThatThrownBy(() -> resolve("loop/x", true))
        .isInstanceOf(BuildException.class)
        .hasMessage("too many levels of symbolic links in /loop/x");
  }

  @ParameterizedTest
  @CsvSource({"/a/b/, a/b", "a/./b, a/b", "/../../a, a", "a/../../b, b", "/, ''", "'', ''"})
  void cleansWithoutLeavingTheRoot(String path, String expected) {
    assertThat(ScopedPath.clean(path)).isEqualTo(expected);
  }
}
