// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import dev.jbuild.dockerfile.Instruction.Arg;
import dev.jbuild.dockerfile.Instruction.From;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts instructions together to stages. */
final class DockerfileParser {
  private final Source source;
  private final Problems problems = new Problems();
  private final List<Arg> metaArgs = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private Optional<From> from = Optional.empty();
  private boolean coherent = true;
  private boolean empty = true;
  private boolean stageSeen;

  DockerfileParser(Source source) {
    this.source = source;
  }

  Dockerfile.Reading read() {
    refuseUtf16();
    Directives directives = Directives.parse(source, problems);
    Frontend.check(source, directives, problems);
    InstructionParser parser = new InstructionParser(directives.escape(), problems);
    LineReader lines = new LineReader(source, 0, directives.escape());
    HeredocReader heredocs = new HeredocReader(lines);
    for (Optional<LogicalLine> line = lines.next();
        line.isPresent() && !problems.isFull();
        line = lines.next()) {
      empty = false;
      Slice whole = line.get().whole();
      problems.collect(() -> addOrNote(whole, heredocs, parser));
    }
    endStage();
    if (empty) {
      problems.error(source.span(0, 0), "the file has no instructions");
    } else if (!stageSeen && !problems.hasErrors()) {
      problems.error(source.span(0, 0), "the file has no FROM");
    }
    return new Dockerfile.Reading(
        new Dockerfile(source, directives, metaArgs, stages, problems.warnings()),
        problems.errors(),
        coherent && !stages.isEmpty());
  }

  /** Its byte order mark is no UTF-8, see {@link Source#decode}. */
  private void refuseUtf16() {
    String text = source.text();
    if (text.startsWith("\uDCFF\uDCFE") || text.startsWith("\uDCFE\uDCFF")) {
      throw new DockerfileException(
          Diagnostic.error(source.span(0, 0), "the file is in UTF-16")
              .withHint("save it as UTF-8"));
    }
  }

  Instruction parseTrigger() {
    LineReader lines = new LineReader(source, 0, '\\');
    Slice line =
        lines
            .next()
            .orElseThrow(
                () -> new DockerfileException(Diagnostic.error(source.span(0, 0), "empty trigger")))
            .whole();
    List<Heredoc> heredocs = new HeredocReader(lines).read(line);
    Instruction instruction = new InstructionParser('\\', problems).parse(line, heredocs);
    lines
        .next()
        .ifPresent(
            more -> problems.error(more.whole().span(), "a trigger is only one instruction"));
    problems.throwErrors();
    return instruction;
  }

  private void addOrNote(Slice line, HeredocReader heredocs, InstructionParser parser) {
    try {
      add(line, heredocs.read(line), parser);
    } catch (DockerfileException e) {
      coherent = coherent && InstructionParser.meant(line).filter(Keyword.FROM::equals).isEmpty();
      throw e;
    }
  }

  private void add(Slice line, List<Heredoc> heredocs, InstructionParser parser) {
    boolean opensStage = InstructionParser.keyword(line).filter(Keyword.FROM::equals).isPresent();
    if (opensStage) {
      endStage();
      stageSeen = true;
    }
    Instruction instruction = parser.parse(line, heredocs);
    if (instruction instanceof From opening) {
      from = Optional.of(opening);
    } else if (stageSeen) {
      instructions.add(instruction);
    } else if (instruction instanceof Arg arg) {
      metaArgs.add(arg);
    } else {
      stageSeen = true;
      throw new DockerfileException(
          Diagnostic.error(
                  instruction.origin().keyword(), "there is no stage yet: a FROM has to come first")
              .withHint("only ARG may stand before the first FROM"));
    }
  }

  private void endStage() {
    from.ifPresent(f -> stages.add(new Stage(stages.size(), f, instructions)));
    from = Optional.empty();
    instructions.clear();
  }
}
