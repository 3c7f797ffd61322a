// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The comments directly above an instruction: {@code # name what it is for}, {@code # check=…}.
 *
 * <p>A blank line, or a comment with nothing in it, separates what is above it from the
 * instruction. Directives are no comments.
 */
public final class Comments {
  private Comments() {}

  /** In the order of the file, each without its {@code #} and the blanks around. */
  public static List<Word> above(Dockerfile dockerfile, Instruction.Origin origin) {
    Source source = origin.span().source();
    if (source != dockerfile.source()) {
      return List.of();
    }
    List<Word> comments = new ArrayList<>();
    int first = dockerfile.directives().lastLine() + 1;
    for (int line = origin.span().line() - 1; line >= first; line--) {
      Optional<Word> comment = comment(source, line);
      if (comment.isEmpty()) {
        break;
      }
      comments.add(comment.get());
    }
    Collections.reverse(comments);
    return comments;
  }

  /** What the comments say of a name: the rest of the first that begins with it and a blank. */
  public static Optional<String> description(List<Word> comments, String name) {
    for (Word comment : comments) {
      String text = comment.text();
      if (text.startsWith(name) && text.startsWith(" ", name.length())) {
        return Optional.of(text.substring(name.length() + 1).strip());
      }
    }
    return Optional.empty();
  }

  private static Optional<Word> comment(Source source, int line) {
    String text = source.line(line);
    int hash = text.indexOf('#');
    if (hash < 0 || !text.substring(0, hash).isBlank()) {
      return Optional.empty();
    }
    String comment = text.substring(hash + 1).strip();
    int start = source.startOfLine(line) + text.indexOf(comment, hash + 1);
    return comment.isEmpty()
        ? Optional.empty()
        : Optional.of(new Word(comment, source.span(start, start + comment.length())));
  }
}
