// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.Optional;

/** What a file says about the program that is to read it: {@code # syntax=docker/dockerfile:1}. */
public final class Frontend {
  private static final String SYNTAX = "syntax";

  private Frontend() {}

  /** Other frontends read other languages; ours is that of docker/dockerfile. */
  static void check(Source source, Directives directives, Problems problems) {
    Optional<Word> foreign = foreign(source);
    if (foreign.isPresent()) {
      throw new DockerfileException(
          Diagnostic.error(
                  foreign.get().span(),
                  "this is no Dockerfile: it is for the frontend " + foreign.get())
              .withHint("jbuild reads Dockerfiles only"));
    }
    directives.syntax().flatMap(Frontend::unused).ifPresent(problems::add);
  }

  /**
   * A warning of a frontend that reads another language than ours; any copy of docker/dockerfile
   * reads ours, also that of a mirror.
   */
  public static Optional<Diagnostic> unused(Word syntax) {
    return isDockerfile(syntax.text())
        ? Optional.empty()
        : Optional.of(
            Diagnostic.warning(
                syntax.span(),
                "the frontend "
                    + image(syntax.text())
                    + " is not used: jbuild reads the language itself"));
  }

  private static boolean isDockerfile(String syntax) {
    String image = "/" + image(syntax);
    return image.equals("/dockerfile.v0")
        || image.endsWith("/docker/dockerfile")
        || image.endsWith("/docker/dockerfile-upstream");
  }

  /** The image without tag and digest; what follows a blank is for the frontend. */
  private static String image(String syntax) {
    int end = 0;
    while (end < syntax.length()
        && !Slice.isBlank(syntax.charAt(end))
        && syntax.charAt(end) != '@') {
      end++;
    }
    String name = syntax.substring(0, end);
    int tag = name.indexOf(':', name.lastIndexOf('/') + 1);
    return tag < 0 ? name : name.substring(0, tag);
  }

  /**
   * The frontend of a file whose comments begin with {@code //}, or that is JSON: those are how
   * other languages name theirs.
   */
  static Optional<Word> foreign(Source source) {
    boolean script = source.text().startsWith("#!");
    int start = script ? source.startOfLine(Math.min(2, source.lines())) : 0;
    Optional<Word> commented = commented(source, source.lineOf(start));
    LogicalLine.Builder rest = new LogicalLine.Builder(source);
    rest.add(start, source.text().length());
    return commented.or(() -> JsonArray.member(rest.build().whole(), SYNTAX));
  }

  private static Optional<Word> commented(Source source, int first) {
    for (int number = first; number <= source.lines(); number++) {
      String line = source.line(number);
      int equals = line.indexOf('=');
      if (!line.startsWith("//") || equals < 0) {
        break;
      }
      String value = line.substring(equals + 1).strip();
      if (line.substring(2, equals).strip().equalsIgnoreCase(SYNTAX) && !value.isEmpty()) {
        int from = source.startOfLine(number) + line.indexOf(value, equals + 1);
        return Optional.of(new Word(value, source.span(from, from + value.length())));
      }
    }
    return Optional.empty();
  }
}
