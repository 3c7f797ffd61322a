// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One word on its way through the {@link Expander}: a recursive descent over its characters. */
final class Expanding {
  private static final String SPECIAL = "@*#?-$!0";
  private static final int END = -1;

  /** Nobody nests this deep; without a limit the stack would be it. */
  private static final int DEEPEST = 100;

  /** A variable may hold itself several times: without a limit, thirty lines fill any memory. */
  static final int LONGEST = 4 << 20;

  private final Word word;
  private final String text;
  private final char escape;
  private final Function<String, Optional<String>> variables;
  private final boolean quotes;
  private final Set<String> used = new LinkedHashSet<>();
  private final Set<String> unset = new LinkedHashSet<>();
  private final SplitText words = new SplitText();
  private int at;
  private int depth;

  /** Whether escapes stay where they are, as in patterns. */
  private boolean rawEscapes;

  /** {@code quotes}: whether quotes protect what is in them. */
  Expanding(Word word, char escape, Function<String, Optional<String>> variables, boolean quotes) {
    this.word = word;
    this.text = word.text();
    this.escape = escape;
    this.variables = variables;
    this.quotes = quotes;
  }

  Expansion expand() {
    String result = upTo(END, 0, words);
    return new Expansion(result, words.words(), used, unset);
  }

  /**
   * Everything before {@code stop}, which is read too; {@code start} is blamed if it is missing.
   */
  private String upTo(int stop, int start, SplitText split) {
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == stop) {
        at++;
        return out.toString();
      }
      if (c == '$') {
        String value = dollar();
        out.append(value);
        split.addSplitting(value);
      } else if (quotes && (c == '\'' || c == '"')) {
        String value = c == '"' ? doubleQuoted() : singleQuoted();
        out.append(value);
        split.addWhole(value);
      } else {
        plain(out, split);
      }
      checkLength(out);
    }
    if (stop != END) {
      throw error(start, "syntax error: missing " + (char) stop);
    }
    return out.toString();
  }

  private void plain(StringBuilder out, SplitText split) {
    char c = text.charAt(at++);
    if (c != escape) {
      out.append(c);
      split.addSplitting(c);
      return;
    }
    if (rawEscapes) {
      out.append(c);
      split.addWhole(c);
    }
    if (at < text.length()) {
      out.append(text.charAt(at));
      split.addWhole(text.charAt(at++));
    }
  }

  private String singleQuoted() {
    int end = text.indexOf('\'', at + 1);
    if (end < 0) {
      throw error(at, "the single quote is not closed");
    }
    String value = text.substring(at + 1, end);
    at = end + 1;
    return value;
  }

  private String doubleQuoted() {
    int start = at++;
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return out.toString();
      }
      if (c == '$') {
        out.append(dollar());
        checkLength(out);
        continue;
      }
      at++;
      if (c == escape) {
        escapeInQuotes(out);
      } else {
        out.append(c);
      }
    }
    throw error(start, "the double quote is not closed");
  }

  private void escapeInQuotes(StringBuilder out) {
    if (rawEscapes) {
      out.append(escape);
    }
    if (at == text.length()) {
      return;
    }
    char next = text.charAt(at);
    if (next == '"' || next == '$' || next == escape) {
      out.append(next);
      at++;
    } else if (!rawEscapes) {
      out.append(escape);
    }
  }

  private String dollar() {
    int start = at++;
    if (at == text.length()) {
      return "$";
    }
    if (text.charAt(at) == '{') {
      at++;
      if (++depth > DEEPEST) {
        throw error(start, "variables are nested too deeply");
      }
      String value = braces(start);
      depth--;
      return value;
    }
    String name = name();
    return name.isEmpty() ? "$" : value(name).orElse("");
  }

  private String name() {
    int start = at;
    if (at < text.length() && isDigit(text.charAt(at))) {
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      return text.substring(start, at);
    }
    if (at < text.length() && SPECIAL.indexOf(text.charAt(at)) >= 0) {
      at++;
      return text.substring(start, at);
    }
    while (at < text.length() && isNamePart(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return text.substring(start, at);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(int c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private Optional<String> value(String name) {
    Optional<String> value = variables.apply(name);
    (value.isPresent() ? used : unset).add(name);
    return value;
  }

  /** What follows <code>${</code>. */
  private String braces(int start) {
    if (at == text.length()) {
      throw error(start, "syntax error: missing }");
    }
    if ("{}:".indexOf(text.charAt(at)) >= 0) {
      throw error(start, "syntax error: bad substitution");
    }
    String name = name();
    if (at == text.length() || text.charAt(at) == '\n') {
      throw error(start, "syntax error: missing }");
    }
    char modifier = text.charAt(at++);
    if (modifier == '}') {
      return value(name).orElse("");
    }
    if (modifier == '/') {
      return replaced(start, name);
    }
    boolean emptyIsUnset = modifier == ':';
    if (emptyIsUnset) {
      if (at == text.length()) {
        throw error(start, "syntax error: missing }");
      }
      modifier = text.charAt(at++);
    }
    boolean pattern = modifier == '#' || modifier == '%';
    if ("+-?#%".indexOf(modifier) < 0 || (emptyIsUnset && pattern) || name.isEmpty()) {
      throw error(
          start, "unsupported modifier " + (emptyIsUnset ? ":" : "") + modifier + " in ${…}");
    }
    String argument = argument(start, '}', pattern);
    Optional<String> value = value(name).filter(v -> !emptyIsUnset || !v.isEmpty());
    return switch (modifier) {
      case '-' -> value.orElse(argument);
      case '+' -> value.isPresent() ? argument : "";
      case '?' -> required(start, name, value, argument, emptyIsUnset);
      default -> stripped(start, value.orElse(""), modifier, argument);
    };
  }

  /** A word inside braces, in which variables, quotes and escapes mean what they mean outside. */
  private String argument(int start, char stop, boolean raw) {
    boolean outside = rawEscapes;
    rawEscapes = raw;
    String word = upTo(stop, start, new SplitText());
    rawEscapes = outside;
    return word;
  }

  private String required(
      int start, String name, Optional<String> value, String message, boolean emptyIsUnset) {
    String reason =
        !message.isEmpty()
            ? message
            : emptyIsUnset ? "is not allowed to be empty" : "is not allowed to be unset";
    return value.orElseThrow(() -> error(start, name + ": " + reason));
  }

  private String stripped(int start, String value, char side, String argument) {
    boolean longest = !argument.isEmpty() && argument.charAt(0) == side;
    ShellPattern pattern = pattern(start, longest ? argument.substring(1) : argument);
    return side == '#'
        ? pattern.withoutPrefix(value, longest)
        : pattern.withoutSuffix(value, longest);
  }

  private String replaced(int start, String name) {
    boolean all = at < text.length() && text.charAt(at) == '/';
    at += all ? 1 : 0;
    ShellPattern pattern = pattern(start, argument(start, '/', true));
    String replacement = argument(start, '}', true);
    String value = value(name).orElse("");
    return pattern.replace(value, replacement, all);
  }

  private ShellPattern pattern(int start, String text) {
    try {
      return ShellPattern.parse(text);
    } catch (IllegalArgumentException e) {
      throw error(start, String.valueOf(e.getMessage()));
    }
  }

  private void checkLength(StringBuilder out) {
    if (out.length() > LONGEST) {
      throw error(0, "the value is longer than 4 MiB");
    }
  }

  private DockerfileException error(int start, String message) {
    Span span = word.span();
    boolean exact = span.end() - span.start() == text.length();
    Span place =
        exact ? span.source().span(span.start() + start, span.start() + Math.max(at, start)) : span;
    return new DockerfileException(Diagnostic.error(place, message));
  }
}
