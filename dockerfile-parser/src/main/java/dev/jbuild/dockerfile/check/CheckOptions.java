// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.GoBoolean;
import dev.jbuild.dockerfile.Nearest;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Word;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code # check=skip=Rule,…;experimental=Rule,…;error=true} says.
 *
 * @param skipped titles of rules that are not heard; {@code all} is every rule
 * @param experimental titles of rules that are heard besides; {@code all} is every experimental
 *     rule, {@code advice} every one that gives advice
 * @param error whether a warning fails the build
 */
public record CheckOptions(Set<String> skipped, Set<String> experimental, boolean error) {
  /** Hears what is heard by default. */
  public static final CheckOptions DEFAULT = new CheckOptions(Set.of(), Set.of(), false);

  private static final String ALL = "all";
  private static final String ADVICE = "advice";

  public CheckOptions {
    skipped = Set.copyOf(skipped);
    experimental = Set.copyOf(experimental);
  }

  /** What is to be done with what a rule finds. */
  enum Hearing {
    NONE,
    NOTE,
    WARNING
  }

  /**
   * Reads the value of a directive or of a comment, up to its first blank; what is wrong with it is
   * noted in {@code problems}.
   */
  public static CheckOptions parse(Word value, Problems problems) {
    Set<String> skipped = new LinkedHashSet<>();
    Set<String> experimental = new LinkedHashSet<>();
    boolean error = false;
    for (Word part : split(untilBlank(value), ';')) {
      int equals = part.text().indexOf('=');
      String key = equals < 0 ? part.text() : part.text().substring(0, equals);
      Word rest = part(part, equals + 1, part.text().length());
      if (equals >= 0 && key.equals("skip")) {
        skipped.addAll(titles(rest, List.of(ALL), problems));
      } else if (equals >= 0 && key.equals("experimental")) {
        experimental.addAll(titles(rest, List.of(ALL, ADVICE), problems));
      } else if (equals >= 0 && key.equals("error")) {
        error = yesOrNo(rest, problems);
      } else {
        problems.add(
            Diagnostic.error(part.span(), "unknown check option \"" + part.text() + "\"")
                .withHint("the options are skip=…, experimental=… and error=true"));
      }
    }
    return new CheckOptions(skipped, experimental, error);
  }

  /** These and those of a comment; whether warnings fail the build is only for the file to say. */
  CheckOptions and(CheckOptions more) {
    Set<String> skippedByBoth = new LinkedHashSet<>(skipped);
    skippedByBoth.addAll(more.skipped);
    Set<String> experimentalInBoth = new LinkedHashSet<>(experimental);
    experimentalInBoth.addAll(more.experimental);
    return new CheckOptions(skippedByBoth, experimentalInBoth, error);
  }

  Hearing hearing(Rule rule) {
    boolean skips = skipped.contains(rule.title()) || skipped.contains(ALL);
    boolean named = experimental.contains(rule.title());
    return switch (rule.level()) {
      case WARNING -> skips ? Hearing.NONE : Hearing.WARNING;
      // As in BuildKit, skip does not touch what experimental asks for.
      case EXPERIMENTAL -> named || experimental.contains(ALL) ? Hearing.WARNING : Hearing.NONE;
      case ADVICE ->
          named
              ? Hearing.WARNING
              : skips
                  ? Hearing.NONE
                  : experimental.contains(ADVICE) ? Hearing.WARNING : Hearing.NOTE;
    };
  }

  /** A name that no rule has may be one of a newer BuildKit; one that nearly fits is a mistake. */
  private static List<String> titles(Word list, List<String> groups, Problems problems) {
    List<String> known = new ArrayList<>(groups);
    for (Rule rule : Rule.values()) {
      known.add(rule.title());
    }
    List<String> titles = new ArrayList<>();
    for (Word title : split(list, ',')) {
      titles.add(title.text());
      if (!known.contains(title.text())) {
        Nearest.to(title.text(), known)
            .ifPresent(
                near ->
                    problems.add(
                        Diagnostic.warning(title.span(), "there is no rule " + title.text())
                            .withHint("did you mean " + near + "?")));
      }
    }
    return titles;
  }

  private static boolean yesOrNo(Word value, Problems problems) {
    Optional<Boolean> answer = GoBoolean.parse(value.text());
    if (answer.isEmpty()) {
      problems.error(value.span(), "error= is true or false, not \"" + value.text() + "\"");
    }
    return answer.orElse(false);
  }

  private static Word untilBlank(Word value) {
    int end = 0;
    while (end < value.text().length() && !Character.isWhitespace(value.text().charAt(end))) {
      end++;
    }
    return part(value, 0, end);
  }

  private static List<Word> split(Word list, char separator) {
    List<Word> parts = new ArrayList<>();
    int start = 0;
    for (int end = 0; end <= list.text().length(); end++) {
      if (end == list.text().length() || list.text().charAt(end) == separator) {
        parts.add(part(list, start, end));
        start = end + 1;
      }
    }
    return parts;
  }

  private static Word part(Word word, int from, int to) {
    int start = word.span().start();
    return new Word(
        word.text().substring(from, to), word.span().source().span(start + from, start + to));
  }
}
