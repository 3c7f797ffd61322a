// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the value of a flag at commas, as Go's encoding/csv reads a line: a field in double quotes
 * may hold commas, and two quotes in it stand for one.
 */
final class CommaFields {
  private final Word value;
  private final String text;
  private final List<Word> fields = new ArrayList<>();
  private int at;

  private CommaFields(Word value) {
    this.value = value;
    this.text = value.text();
  }

  /** At least one field; a quote out of place is an error. */
  static List<Word> of(Word value) {
    CommaFields split = new CommaFields(value);
    do {
      split.takeField();
    } while (split.at++ < split.text.length());
    return split.fields;
  }

  private void takeField() {
    int start = at;
    if (at < text.length() && text.charAt(at) == '"') {
      String content = quoted();
      fields.add(new Word(content, place(value, start, at)));
      return;
    }
    while (at < text.length() && text.charAt(at) != ',') {
      if (text.charAt(at) == '"') {
        throw error(at, at + 1, "a double quote inside of a field that does not begin with one");
      }
      at++;
    }
    fields.add(new Word(text.substring(start, at), place(value, start, at)));
  }

  private String quoted() {
    StringBuilder content = new StringBuilder();
    int start = at;
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      at++;
      boolean twice = c == '"' && at < text.length() && text.charAt(at) == '"';
      if (c != '"' || twice) {
        content.append(c);
        at += twice ? 1 : 0;
      } else if (at < text.length() && text.charAt(at) != ',') {
        throw error(at, at + 1, "a comma is missing after the double quote");
      } else {
        return content.toString();
      }
    }
    throw error(start, at, "a double quote is not closed");
  }

  private DockerfileException error(int start, int end, String message) {
    return new DockerfileException(Diagnostic.error(place(value, start, end), message));
  }

  /** Where a part of the text stands; all of the word where its text is not as it was written. */
  static Span place(Word word, int start, int end) {
    Span span = word.span();
    return span.end() - span.start() == word.text().length()
        ? span.source()
            .span(span.start() + start, span.start() + Math.min(end, word.text().length()))
        : span;
  }

  /** The part of a word from {@code start} on. */
  static Word tail(Word word, int start) {
    return new Word(word.text().substring(start), place(word, start, word.text().length()));
  }
}
