// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the here-documents of an instruction off the lines that follow it. */
final class HeredocReader {
  private final LineReader lines;

  HeredocReader(LineReader lines) {
    this.lines = lines;
  }

  /** Throws if a body has no end; all lines are read then. */
  List<Heredoc> read(Slice instruction) {
    if (!instruction.line().text().contains("<<")) {
      return List.of();
    }
    List<Heredoc> heredocs = new ArrayList<>();
    for (HeredocOpener opener : openers(instruction)) {
      heredocs.add(heredoc(opener));
    }
    return heredocs;
  }

  private static List<HeredocOpener> openers(Slice instruction) {
    Optional<Keyword> keyword = InstructionParser.keyword(instruction);
    Slice args = instruction.from(instruction.blankAfter(0)).trim();
    if (keyword.filter(Keyword.ONBUILD::equals).isPresent()) {
      keyword = InstructionParser.keyword(args);
      args = args.from(args.blankAfter(0)).trim();
    }
    return keyword.filter(Keyword::takesHeredocs).isPresent() && !isJson(args)
        ? HeredocOpener.in(args)
        : List.of();
  }

  private static boolean isJson(Slice args) {
    Slice command = Flags.skip(args);
    try {
      return JsonArray.parse(command).isPresent();
    } catch (DockerfileException alsoJson) {
      return true;
    }
  }

  private Heredoc heredoc(HeredocOpener opener) {
    int start = lines.position();
    return lines
        .heredocBody(opener)
        .map(
            terminator -> {
              Source source = terminator.source();
              Span body = source.span(start, source.startOfLine(terminator.line()));
              return new Heredoc(
                  opener.name(),
                  opener.stripsTabs(),
                  opener.expands(),
                  opener.span(),
                  new Word(body.text(), body),
                  terminator);
            })
        .orElseThrow(() -> unterminated(opener, start));
  }

  private static DockerfileException unterminated(HeredocOpener opener, int start) {
    String name = opener.name();
    Diagnostic error =
        Diagnostic.error(
            opener.span(), "the heredoc has no end: no line that follows is only " + name);
    return new DockerfileException(hint(opener, start).map(error::withHint).orElse(error));
  }

  private static Optional<String> hint(HeredocOpener opener, int start) {
    String name = opener.name();
    if (name.charAt(0) >= '0' && name.charAt(0) <= '9') {
      return Optional.of("if << is to shift bits, write it without blanks around it: $((1<<4))");
    }
    Source source = opener.span().source();
    for (int line = source.lineOf(start); line <= source.lines(); line++) {
      String text = source.line(line);
      if (text.strip().equals(name)) {
        boolean onlyTabs = text.stripLeading().equals(name) && text.indexOf(' ') < 0;
        return Optional.of(
            "line "
                + line
                + " has blanks around "
                + name
                + (onlyTabs ? ": open it with <<-, which allows tabs before it" : ""));
      }
    }
    return Optional.empty();
  }
}
