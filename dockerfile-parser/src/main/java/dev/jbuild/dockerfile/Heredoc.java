// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

/**
 * A here-document of an instruction: {@code <<EOF}, the lines that follow it, and {@code EOF}.
 *
 * @param name what the line that ends it holds, and what the file is called that COPY makes of it
 * @param stripsTabs opened by {@code <<-}: tabs at the start of its lines mean nothing
 * @param expands no part of the name was quoted, so that COPY and ADD replace variables
 * @param opener {@code <<EOF} in the instruction
 * @param body its lines as they stand there, line ends and tabs included
 * @param terminator the line that ends it
 */
public record Heredoc(
    String name, boolean stripsTabs, boolean expands, Span opener, Word body, Span terminator) {

  /** The text that is meant: with {@code <<-}, no line begins with tabs. */
  public Word content() {
    if (!stripsTabs) {
      return body;
    }
    String text = body.text();
    StringBuilder stripped = new StringBuilder(text.length());
    boolean atStart = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\t' || !atStart) {
        stripped.append(c);
        atStart = c == '\n';
      }
    }
    return new Word(stripped.toString(), body.span());
  }

  /** What follows the instruction where it is handed on as text: to a shell, to another image. */
  String asText() {
    return "\n" + body.text() + name;
  }
}
