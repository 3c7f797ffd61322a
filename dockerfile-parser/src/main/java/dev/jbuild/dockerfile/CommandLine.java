// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.List;

/** What RUN, CMD, ENTRYPOINT and HEALTHCHECK start. */
public sealed interface CommandLine {

  /** {@code RUN <<EOF}: a here-document that is the whole command, a script. */
  record Script(Heredoc document) implements CommandLine {}

  /**
   * {@code apt-get update && apt-get install …}: a text for the shell; here-documents in it follow
   * it as they do in a shell.
   */
  record Shell(Word text) implements CommandLine {}

  /** {@code ["java", "-jar", "app.jar"]}: a program and its arguments, with no shell. */
  record Exec(List<Word> words) implements CommandLine {
    public Exec {
      words = List.copyOf(words);
    }

    public List<String> arguments() {
      return words.stream().map(Word::text).toList();
    }
  }
}
