// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the exec form: a JSON array of strings (RFC 8259) at the start of the arguments.
 *
 * <p>What is not valid JSON is no error but the shell form; a valid array with something else than
 * strings in it is one.
 */
final class JsonArray {
  private static final String ESCAPED = "\"\\/bfnrt";
  private static final String MEANING = "\"\\/\b\f\n\r\t";
  private static final int DEEPEST = 100;

  private final Slice args;
  private int at;
  private boolean onlyStrings = true;
  private int depth;
  private String wanted = "";
  private Optional<Word> found = Optional.empty();

  private JsonArray(Slice args) {
    this.args = args;
  }

  /** The strings of the array, and the index after it. */
  record Parsed(List<Word> words, int end) {}

  /** Nothing if the arguments do not begin with a JSON array. */
  static Optional<Parsed> parse(Slice args) {
    Slice trimmed = args.trim();
    if (!trimmed.startsWith("[", 0)) {
      return Optional.empty();
    }
    JsonArray json = new JsonArray(trimmed);
    List<Word> words = new ArrayList<>();
    if (!json.array(words)) {
      return Optional.empty();
    }
    if (!json.onlyStrings) {
      throw new DockerfileException(
          Diagnostic.error(trimmed.span(0, json.at), "an array must be comprised of strings only"));
    }
    return Optional.of(new Parsed(words, trimmed.start() - args.start() + json.at));
  }

  /** The string that a JSON object, which is all of {@code text}, has under {@code name}. */
  static Optional<Word> member(Slice text, String name) {
    JsonArray json = new JsonArray(text);
    json.wanted = name;
    if (!text.startsWith("{", 0) || !json.object()) {
      return Optional.empty();
    }
    json.blanks();
    return json.at == text.length() ? json.found : Optional.empty();
  }

  private boolean array(List<Word> words) {
    at++;
    blanks();
    if (accept(']')) {
      return true;
    }
    do {
      blanks();
      int start = at;
      StringBuilder text = new StringBuilder();
      if (peek() == '"') {
        if (!string(text)) {
          return false;
        }
        words.add(new Word(text.toString(), args.span(start, at)));
      } else if (!otherValue()) {
        return false;
      }
      blanks();
    } while (accept(','));
    return accept(']');
  }

  /** Skips a value that is no string, noting that there was one. */
  private boolean otherValue() {
    boolean valid = depth++ < DEEPEST && skipValue();
    depth--;
    onlyStrings = false;
    return valid;
  }

  private boolean skipValue() {
    return switch (peek()) {
      case '"' -> string(new StringBuilder());
      case '[' -> array(new ArrayList<>());
      case '{' -> object();
      default -> accept("true") || accept("false") || accept("null") || number();
    };
  }

  private boolean object() {
    at++;
    blanks();
    if (accept('}')) {
      return true;
    }
    do {
      blanks();
      StringBuilder name = new StringBuilder();
      if (peek() != '"' || !string(name)) {
        return false;
      }
      blanks();
      if (!accept(':')) {
        return false;
      }
      blanks();
      boolean isWanted = depth == 0 && wanted.contentEquals(name) && peek() == '"';
      if (!(isWanted ? wantedValue() : otherValue())) {
        return false;
      }
      blanks();
    } while (accept(','));
    return accept('}');
  }

  private boolean wantedValue() {
    int start = at;
    StringBuilder text = new StringBuilder();
    boolean valid = string(text);
    found = Optional.of(new Word(text.toString(), args.span(start, at)));
    return valid;
  }

  private boolean number() {
    accept('-');
    boolean valid = accept('0') || digits();
    if (accept('.')) {
      valid &= digits();
    }
    if (accept('e') || accept('E')) {
      if (!accept('+')) {
        accept('-');
      }
      valid &= digits();
    }
    return valid;
  }

  private boolean digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at > start;
  }

  private boolean string(StringBuilder out) {
    at++;
    while (at < args.length()) {
      char c = args.charAt(at++);
      if (c == '"') {
        return true;
      }
      if (c < ' ') {
        return false;
      }
      if (c != '\\') {
        out.append(c);
      } else if (!escape(out)) {
        return false;
      }
    }
    return false;
  }

  private boolean escape(StringBuilder out) {
    char c = peek();
    at++;
    int known = ESCAPED.indexOf(c);
    if (known >= 0) {
      out.append(MEANING.charAt(known));
      return true;
    }
    if (c != 'u' || at + 4 > args.length()) {
      return false;
    }
    int value = hex(at);
    at += 4;
    if (value >= 0) {
      out.append(paired(value, out) ? (char) value : '\uFFFD');
    }
    return value >= 0;
  }

  /** Half of a surrogate pair means something only beside the other half. */
  private boolean paired(int value, StringBuilder before) {
    if (Character.isHighSurrogate((char) value)) {
      return args.startsWith("\\u", at)
          && at + 6 <= args.length()
          && Character.isLowSurrogate((char) Math.max(0, hex(at + 2)));
    }
    return !Character.isLowSurrogate((char) value)
        || (!before.isEmpty() && Character.isHighSurrogate(before.charAt(before.length() - 1)));
  }

  /** The value of four hexadecimal digits, or −1. */
  private int hex(int start) {
    int value = 0;
    for (int i = start; i < start + 4; i++) {
      int digit = Character.digit(args.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private void blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') {
      at++;
    }
  }

  private char peek() {
    return at < args.length() ? args.charAt(at) : 0;
  }

  private boolean accept(char c) {
    boolean there = at < args.length() && args.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private boolean accept(String word) {
    boolean there = args.startsWith(word, at);
    at += there ? word.length() : 0;
    return there;
  }
}
