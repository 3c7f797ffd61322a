// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.CommandLine;
import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Expander;
import dev.jbuild.dockerfile.Heredoc;
import dev.jbuild.dockerfile.Instruction.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the here-documents of one stage become: files to copy, and scripts to run. */
final class Heredocs {
  private final Expander expander;
  private final Function<String, Optional<String>> variables;

  Heredocs(Expander expander, Function<String, Optional<String>> variables) {
    this.expander = expander;
    this.variables = variables;
  }

  /** The files that a COPY or ADD brings along, variables in them replaced. */
  List<InlineFile> files(Transfer transfer) {
    List<InlineFile> files = new ArrayList<>();
    for (Heredoc heredoc : transfer.heredocs()) {
      String text =
          heredoc.expands() ? expander.expand(heredoc, variables).text() : heredoc.content().text();
      files.add(new InlineFile(fileName(heredoc), text));
    }
    return files;
  }

  private static String fileName(Heredoc heredoc) {
    String name = heredoc.name().substring(heredoc.name().lastIndexOf('/') + 1);
    if (!isFileName(name)) {
      throw new DockerfileException(
          Diagnostic.error(
              heredoc.opener(), "the heredoc's name, which the file gets, is no name of a file"));
    }
    return name;
  }

  private static boolean isFileName(String name) {
    return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('\0') < 0;
  }

  /** The file that has to be run as it says itself, by its {@code #!} line, not by the shell. */
  static Optional<InlineFile> script(CommandLine command) {
    if (!(command instanceof CommandLine.Script script)) {
      return Optional.empty();
    }
    String text = script.document().content().text();
    return text.startsWith("#!")
        ? Optional.of(new InlineFile(scriptName(script.document().name()), text))
        : Optional.empty();
  }

  /** The name of the script goes through the shell, to which some characters mean something. */
  private static String scriptName(String name) {
    boolean plain =
        name.chars()
            .allMatch(c -> (c < 0x80 && Character.isLetterOrDigit(c)) || "-_.".indexOf(c) >= 0);
    return plain && isFileName(name) ? name : "script";
  }

  /** How a step of a script is shown: {@code RUN <<EOF (echo one...)}. */
  static String summary(CommandLine command) {
    if (!(command instanceof CommandLine.Script script)) {
      return "";
    }
    String text = script.document().body().text().strip();
    int end = text.indexOf('\n');
    return " (" + (end < 0 ? text : text.substring(0, end).stripTrailing() + "...") + ")";
  }
}
