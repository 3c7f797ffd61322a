// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code --name=value} words between an instruction's name and its arguments.
 *
 * <p>Quotes and escapes in them are resolved; {@code --} ends them.
 */
final class Flags {
  private final Map<String, Word> values = new LinkedHashMap<>();
  private final Map<String, List<Word>> lists = new LinkedHashMap<>();
  private final String of;
  private final List<Flag> known;
  private final Problems problems;
  private Slice rest;

  private Flags(String of, List<Flag> known, Slice args, Problems problems) {
    this.of = of;
    this.known = known;
    this.rest = args;
    this.problems = problems;
  }

  /** Takes the flags off the arguments; what is wrong with them is noted, and the rest goes on. */
  static Flags parse(String of, List<Flag> known, Slice args, Problems problems) {
    Flags flags = new Flags(of, known, args.trim(), problems);
    while (!problems.isFull() && flags.takeOne()) {}
    return flags;
  }

  /** What follows the flags, whatever they are. */
  static Slice skip(Slice args) {
    return parse("", List.of(), args, new Problems()).rest();
  }

  /** The arguments after the flags. */
  Slice rest() {
    return rest;
  }

  Optional<Word> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** All values of a flag that may be given several times, in their order. */
  List<Word> list(String name) {
    return List.copyOf(lists.getOrDefault(name, List.of()));
  }

  Optional<Boolean> yesNo(String name) {
    return text(name).map(value -> !value.text().equals("false"));
  }

  Map<String, Word> all() {
    return values;
  }

  private boolean takeOne() {
    if (!rest.startsWith("--", 0)) {
      return false;
    }
    StringBuilder text = new StringBuilder();
    int end = unquote(rest, text);
    Word word = new Word(text.toString(), rest.span(0, end));
    rest = rest.from(end).trim();
    if (word.text().equals("--")) {
      return false;
    }
    note(word);
    return true;
  }

  private static int unquote(Slice from, StringBuilder out) {
    char quote = 0;
    int at = 0;
    while (at < from.length() && (quote != 0 || !Slice.isBlank(from.charAt(at)))) {
      char c = from.charAt(at++);
      if (c == '\\' && at < from.length()) {
        out.append(from.charAt(at++));
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else {
        out.append(c);
      }
    }
    return at;
  }

  private void note(Word word) {
    int equals = word.text().indexOf('=');
    String name = equals < 0 ? word.text().substring(2) : word.text().substring(2, equals);
    Optional<Flag> flag = known.stream().filter(f -> f.name().equals(name)).findFirst();
    if (flag.isEmpty()) {
      Optional<String> nearest = Nearest.to(name, known.stream().map(Flag::name).toList());
      problems.add(
          Diagnostic.error(nameOf(word, name), "unknown flag --" + name + " for " + of)
              .proposing(nearest.map(n -> "--" + n)));
      return;
    }
    String value = equals < 0 ? "" : word.text().substring(equals + 1);
    if (equals < 0 && flag.get().kind() != Flag.Kind.YES_NO) {
      problems.error(word.span(), "flag --" + name + " needs a value: --" + name + "=…");
    } else if (flag.get().kind() == Flag.Kind.YES_NO && !isYesNo(equals, value)) {
      problems.error(word.span(), "flag --" + name + " is true or false, not \"" + value + "\"");
    } else if (flag.get().kind() == Flag.Kind.LIST) {
      values.putIfAbsent(name, value(word, value));
      lists.computeIfAbsent(name, n -> new ArrayList<>()).add(value(word, value));
    } else if (values.putIfAbsent(name, value(word, value)) != null) {
      problems.error(word.span(), "flag --" + name + " is given twice");
    }
  }

  private static boolean isYesNo(int equals, String value) {
    return equals < 0 || value.equals("true") || value.equals("false");
  }

  /** The place of {@code --name} alone, where quotes did not move it. */
  private static Span nameOf(Word word, String name) {
    Span span = word.span();
    int end = Math.min(span.end(), span.start() + 2 + name.length());
    return span.source().span(span.start(), end);
  }

  private static Word value(Word word, String value) {
    Span span = word.span();
    int start = Math.max(span.start(), span.end() - value.length());
    return new Word(value, span.source().span(start, span.end()));
  }
}
