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
import org.junit.jupiter.api.Test;

/** docs/dockerfile.md says of instructions, flags, directives and rules what the code does. */
class DockerfilePageTest {
  private static final Path PAGE = Path.of("../docs/dockerfile.md");
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (.*)\\|");

  @Test
  void everyInstructionHasASection() throws IOException {
    List<String> sections =
        lines().stream().filter(l -> l.startsWith("### ")).map(l -> l.substring(4)).toList();

    assertThat(sections)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Keyword.values()).map(Keyword::name).toList());
  }

  @Test
  void everyFlagIsInItsInstructionsTable() throws IOException {
    for (Keyword keyword : Keyword.values()) {
      List<String> flags = Flag.of(keyword).stream().map(f -> "--" + f.name()).toList();

      assertThat(rows("### " + keyword.name()).keySet().stream().filter(r -> r.startsWith("--")))
          .as(keyword.name())
          .containsExactlyInAnyOrderElementsOf(flags);
    }
  }

  @Test
  void everyDirectiveOfTheTableIsOne() throws IOException {
    assertThat(rows("## The file").keySet())
        .containsExactly("# check=", "# escape=", "# syntax=")
        .allSatisfy(
            directive -> {
              String value = directive.contains("escape") ? "`" : "docker/dockerfile:1";
              String text = directive + (directive.contains("check") ? "skip=all" : value);
              assertThat(errors(text + "\nFROM a\n")).isEmpty();
              assertThat(errors(text + "\n" + text + "\nFROM a\n")).isNotEmpty();
            });
  }

  @Test
  void hereDocumentsAreReadWhereTheTableSaysSo() throws IOException {
    assertThat(rows("## Here-documents").keySet())
        .hasSize(3)
        .allSatisfy(example -> assertThat(errors("FROM a\n" + example + "\nx\nEOF\n")).isEmpty());
  }

  @Test
  void everyRuleIsInTheTableWithItsLevel() throws IOException {
    Map<String, String> rules = new TreeMap<>();
    for (Rule rule : Rule.values()) {
      boolean always = rule.level() == Rule.Level.WARNING;
      rules.put(rule.title(), always ? "always" : rule.level().name().toLowerCase(Locale.ROOT));
    }

    Map<String, String> rows = rows("## Checks");
    rows.replaceAll((rule, text) -> text.substring(0, text.indexOf(" |")));
    assertThat(rows).isEqualTo(rules);
  }

  private static List<Diagnostic> errors(String dockerfile) {
    return Dockerfile.read(Source.of("Dockerfile", dockerfile)).errors();
  }

  /** The rows of the form {@code | `name` | text |} of a section. */
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
