// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Several files as one Dockerfile. */
final class JoinedSourceTest {
  private static Dockerfile parse(String... texts) {
    Source[] sources = new Source[texts.length];
    for (int i = 0; i < texts.length; i++) {
      sources[i] = Source.of("file" + i, texts[i]);
    }
    return Dockerfile.parse(Source.joined(List.of(sources)));
  }

  @Test
  void instructionsFollowEachOther() {
    Dockerfile dockerfile =
        parse("FROM a AS x\nRUN one", "", "RUN two\n", "FROM b\nCOPY --from=x / /");

    assertThat(dockerfile.stages()).hasSize(2);
    assertThat(dockerfile.stages().get(0).instructions()).hasSize(2);
  }

  @Test
  void placesAreThoseOfTheirFiles() {
    Dockerfile dockerfile = parse("FROM a\nRUN one", "", "\nRUN two\n");

    assertThat(dockerfile.stages().get(0).instructions())
        .extracting(instruction -> instruction.origin().span().toString())
        .containsExactly("file0:2:1", "file2:2:1");
  }

  @Test
  void errorsTellLineAndFile() {
    assertThatThrownBy(() -> parse("FROM a\n", "RUN one\nCOPPY a b\n", "RUN --x y"))
        .hasMessage(
            """
            file1:2:1: error: unknown instruction COPPY
               2 | COPPY a b
                 | ^~~~~
                 = hint: did you mean COPY?
            file2:1:5: error: unknown flag --x for RUN
               1 | RUN --x y
                 |     ^~~""");
  }
}
