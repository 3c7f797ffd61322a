// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class IgnorePatternsTest {
  @Test
  void excludedDirectoryNeedsNoWalkWithoutExceptions() {
    assertThat(IgnorePatterns.of(List.of("a")).verdict("a").mayHoldIncluded()).isFalse();
  }

  @Test
  void excludedDirectoryIsWalkedOnlyWhereAnExceptionCanMatch() {
    IgnorePatterns patterns = IgnorePatterns.of(List.of("*", "!src/*/main", "!docs/README.md"));

    assertThat(patterns.verdict("src").mayHoldIncluded()).isTrue();
    assertThat(patterns.verdict("src/x").mayHoldIncluded()).isTrue();
    assertThat(patterns.verdict("docs").mayHoldIncluded()).isTrue();
    assertThat(patterns.verdict("docs/deep").mayHoldIncluded()).isFalse();
    assertThat(patterns.verdict("other").mayHoldIncluded()).isFalse();
  }

  @Test
  void exceptionBringsBackWhatIsBelowToo() {
    IgnorePatterns patterns = IgnorePatterns.of(List.of("*", "!src", "**/*.o"));

    assertThat(patterns.excludes("src/a/b.c")).isFalse();
    assertThat(patterns.excludes("src/a/b.o")).isTrue();
    assertThat(patterns.excludes("lib/b.c")).isTrue();
  }

  @Test
  void saysWhichLineExcludes() {
    IgnorePatterns patterns =
        IgnorePatterns.parse(Source.of(".dockerignore", "# all\ntarget\n  /out  \n!out/x\n"));

    assertThat(patterns.verdict("out/y").excludedBy().orElseThrow())
        .hasToString(".dockerignore:3:3");
    assertThat(patterns.verdict("out/x").excludedBy()).isEmpty();
    assertThat(patterns.verdict("src").excludedBy()).isEmpty();
  }

  @Test
  void tellsAllMalformedLines() {
    assertThatThrownBy(() -> IgnorePatterns.parse(Source.of(".dockerignore", "a\n[b\n!\n")))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            .dockerignore:2:1: error: malformed pattern "[b": it has a [ without a ]
               2 | [b
                 | ^~
            .dockerignore:3:1: error: a ! without a pattern
               3 | !
                 | ^""");
  }
}
