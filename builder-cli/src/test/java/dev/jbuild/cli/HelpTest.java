// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HelpTest {
  private final TestSession session = new TestSession();

  @Test
  void showsCommandsAndGroupedFlagsWithin100Columns() {
    assertThat(session.run("--help")).isZero();

    assertThat(session.out())
        .contains("Commands:\n  build ")
        .contains("\nWhat to build:\n  -f, --file PATH")
        .contains("      --pull[=always|newer|missing|never]\n");
    assertThat(session.out().lines()).allMatch(line -> line.length() <= 100);
    for (Command command : Commands.ALL) {
      assertThat(session.out()).contains("\n  " + command.name() + " ");
    }
  }

  @Test
  void tellsTheFlagsOfEachCommand() {
    for (Command command : Commands.ALL) {
      TestSession byFlag = new TestSession();
      TestSession byCommand = new TestSession();

      String[] words = command.name().split(" ");
      assertThat(byFlag.run(with("--help", words, words.length))).isZero();
      assertThat(byCommand.run(with("help", words, 0))).isZero();

      assertThat(byFlag.out())
          .startsWith("Usage: jbuild " + command.name() + " [flags]")
          .isEqualTo(byCommand.out());
      for (FlagGroup group : command.flags()) {
        group.flags().forEach(f -> assertThat(byFlag.out()).contains(f.longName()));
      }
    }
  }

  private static String[] with(String word, String[] words, int at) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(at, word);
    return all.toArray(String[]::new);
  }

  @Test
  void hasNoFlagTwiceInACommand() {
    for (Command command : Commands.ALL) {
      List<String> names =
          command.flags().stream()
              .flatMap(g -> g.flags().stream())
              .flatMap(f -> f.names().stream())
              .toList();
      assertThat(names).doesNotHaveDuplicates();
    }
  }

  @Test
  void suggestsACommand() {
    assertThat(session.refusal("help", "pul"))
        .isEqualTo("error: unknown command pul\n     = hint: did you mean pull?");
  }

  @Test
  void printsTheVersion() {
    assertThat(session.run("--version")).isZero();
    assertThat(session.out()).isEqualTo("jbuild (not packaged)\n");
  }

  @Test
  void measuresHowFarWordsAre() {
    assertThat(Suggestion.distance("abc", "abc")).isZero();
    assertThat(Suggestion.distance("abc", "acb")).isEqualTo(1);
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestion.nearest("--a", List.of("--bcdef"))).isEqualTo(Optional.empty());
  }
}
