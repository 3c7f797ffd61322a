// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Short texts as sources, for tests. */
final class Lines {
  private Lines() {}

  static Word word(String text) {
    Source source = Source.of("word", text);
    return new Word(text, source.span(0, text.length()));
  }

  /** A text as one logical line, whatever is in it. */
  static Slice only(String text) {
    LogicalLine.Builder line = new LogicalLine.Builder(Source.of("line", text));
    line.add(0, text.length());
    return line.build().whole();
  }

  static List<Slice> of(String text, char escape) {
    LineReader reader = new LineReader(Source.of("Dockerfile", text), 0, escape);
    List<Slice> lines = new ArrayList<>();
    for (Optional<LogicalLine> l = reader.next(); l.isPresent(); l = reader.next()) {
      lines.add(l.get().whole());
    }
    return lines;
  }
}
