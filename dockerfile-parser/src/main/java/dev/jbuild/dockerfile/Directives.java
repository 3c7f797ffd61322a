// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The comments of the form {@code # name=value} that a Dockerfile may begin with.
 *
 * <p>The block ends at the first line that is none of {@code syntax}, {@code escape}, {@code
 * check}. After a {@code #!} line, which scripts have, {@code escape} has no effect, as in
 * BuildKit.
 *
 * @param lastLine the last line of the block, 0 if there is none
 */
public record Directives(char escape, Optional<Word> syntax, Optional<Word> check, int lastLine) {
  private static final String SYNTAX = "syntax";
  private static final String ESCAPE = "escape";
  private static final String CHECK = "check";

  static Directives parse(Source source, Problems problems) {
    Map<String, Word> found = new HashMap<>();
    boolean script = false;
    int lastLine = 0;
    for (int line = 1; line <= source.lines(); line++) {
      String text = source.line(line);
      if (line == 1 && text.startsWith("#!")) {
        script = true;
        lastLine = line;
        continue;
      }
      Optional<String> name = name(text);
      if (name.isEmpty()) {
        break;
      }
      lastLine = line;
      Word value = value(source, line, text);
      if (found.putIfAbsent(name.get(), value) != null) {
        problems.error(value.span(), "only one " + name.get() + " directive can be used");
      }
    }
    char escape = script ? '\\' : escape(Optional.ofNullable(found.get(ESCAPE)), problems);
    return new Directives(
        escape,
        Optional.ofNullable(found.get(SYNTAX)),
        Optional.ofNullable(found.get(CHECK)),
        lastLine);
  }

  private static char escape(Optional<Word> value, Problems problems) {
    String text = value.map(Word::text).orElse("\\");
    if (text.equals("\\") || text.equals("`")) {
      return text.charAt(0);
    }
    problems.error(
        value.orElseThrow().span(), "invalid escape \"" + text + "\": it must be \\ or `");
    return '\\';
  }

  /** The known name of a directive, in lower case; nothing if the line is not one. */
  private static Optional<String> name(String line) {
    int equals = line.indexOf('=');
    if (!line.startsWith("#") || equals < 0 || line.substring(equals + 1).isBlank()) {
      return Optional.empty();
    }
    String name = line.substring(1, equals).strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case SYNTAX, ESCAPE, CHECK -> Optional.of(name);
      default -> Optional.empty();
    };
  }

  private static Word value(Source source, int line, String text) {
    int from = text.indexOf('=') + 1;
    int to = text.stripTrailing().length();
    while (from < to && Slice.isBlank(text.charAt(from))) {
      from++;
    }
    int offset = source.startOfLine(line);
    return new Word(text.substring(from, to), source.span(offset + from, offset + to));
  }
}
