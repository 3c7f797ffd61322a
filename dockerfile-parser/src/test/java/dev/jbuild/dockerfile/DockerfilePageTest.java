// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.check.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/dockerfile.md says of instructions, flags, directives and rules what the code does. */
class DockerfilePageTest {
  private static final Path PAGE = Path.of("../docs/dockerfile.md");
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([a-z-]+) \\|.*");
  private static final String YES = "yes";
  private static final String NOT_YET = "not-yet";

  @Test
  void everyInstructionHasASection() throws IOException {
    List<String> sections =
        lines().stream().filter(l -> l.startsWith("### ")).map(l -> l.substring(4)).toList();

    assertThat(sections)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Keyword.values()).map(Keyword::name).toList());
  }

  @Test
  void everyFlagIsInItsInstructionsTableAndIsMarkedWhereItIsRefused() throws IOException {
    for (Keyword keyword : Keyword.values()) {
      Map<String, String> flags =
          Flag.of(keyword).stream()
              .collect(Collectors.toMap(f -> "--" + f.name(), f -> f.supported() ? YES : NOT_YET));

      assertThat(rows("### " + keyword.name())).as(keyword.name()).isEqualTo(flags);
    }
  }

  @Test
  void everyDirectiveDoesWhatTheTableSays() throws IOException {
    rows("## The file")
        .forEach(
            (directive, supported) -> {
              String value = directive.contains("escape") ? "`" : "docker/dockerfile:1";
              String text = directive + (directive.contains("check") ? "skip=all" : value);
              assertThat(supports(text + "\nFROM a\n")).as(directive).isEqualTo(supported);
            });
  }

  @Test
  void hereDocumentsAreReadWhereTheTableSaysSo() throws IOException {
    rows("## Here-documents")
        .forEach(
            (example, supported) ->
                assertThat(supports("FROM a\n" + example + "\nx\nEOF\n"))
                    .as(example)
                    .isEqualTo(supported));
  }

  @Test
  void everyRuleIsInTheTableWithItsLevel() throws IOException {
    Map<String, String> rules = new TreeMap<>();
    for (Rule rule : Rule.values()) {
      boolean always = rule.level() == Rule.Level.WARNING;
      rules.put(rule.title(), always ? "always" : rule.level().name().toLowerCase(Locale.ROOT));
    }

    assertThat(rows("## Checks")).isEqualTo(rules);
  }

  private static String supports(String dockerfile) {
    return Dockerfile.read(Source.of("Dockerfile", dockerfile)).errors().isEmpty() ? YES : NOT_YET;
  }

  /** The rows of the form {@code | `name` | word | text |} of a section. */
  private static Map<String, String> rows(String heading) throws IOException {
    List<String> lines = lines();
    Map<String, String> rows = new TreeMap<>();
    for (int i = lines.indexOf(heading) + 1; i < lines.size(); i++) {
      if (lines.get(i).matches("##+ .*")) {
        break;
      }
      Matcher row = ROW.matcher(lines.get(i));
      if (row.matches()) {
        rows.put(row.group(1), row.group(2));
      }
    }
    return rows;
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(PAGE);
  }
}
