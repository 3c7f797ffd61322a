// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpanderTest {
  private static final Map<String, String> ENV = Map.of("a", "x y", "file", "lib.tar.gz", "e", "");

  @Test
  void blanksOfQuotedValuesDoNotSplit() {
    assertThat(expand("$a\"$a\"").words()).containsExactly("x", "yx y");
  }

  @Test
  void backtickEscapesWhereItIsTheEscape() {
    Word word = Lines.word("`$a \\$a \"`\"\"");

    assertThat(new Expander('`').expand(word, n -> Optional.of("v")).text()).isEqualTo("$a \\v \"");
  }

  @Test
  void tellsWhichVariablesAreNotSet() {
    assertThat(expand("$a ${b:-c} $d").unset()).containsExactlyInAnyOrder("b", "d");
  }

  @Test
  void stripsAndReplaces() {
    assertThat(
            expand("${file%.gz} ${file%%.*} ${file#*.} ${file##*.} ${file/a?/_} ${file//./}")
                .text())
        .isEqualTo("lib.tar lib tar.gz gz lib.t_.gz libtargz");
  }

  @Test
  void errorPointsIntoTheWord() {
    assertThatThrownBy(() -> expand("abc${e:?must be set}"))
        .isInstanceOf(DockerfileException.class)
        .hasMessage(
            """
            word:1:4: error: e: must be set
               1 | abc${e:?must be set}
                 |    ^~~~~~~~~~~~~~~~~""");
  }

  @Test
  void emptyPatternInsertsBetweenAllCharacters() {
    assertThat(expand("${a//$e/-}").text()).isEqualTo("-x- -y-");
  }

  @Test
  void refusesWordsNestedWithoutEnd() {
    String word = "${n:-".repeat(100_000);

    assertThatThrownBy(() -> expand(word))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("variables are nested too deeply");
  }

  @Test
  void refusesValuesThatGrowWithoutEnd() {
    Word word = Lines.word("$x".repeat(100));

    assertThatThrownBy(() -> new Expander('\\').expand(word, n -> Optional.of("y".repeat(1 << 20))))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("the value is longer than 4 MiB");
  }

  private static Expansion expand(String text) {
    return new Expander('\\').expand(Lines.word(text), name -> Optional.ofNullable(ENV.get(name)));
  }
}
