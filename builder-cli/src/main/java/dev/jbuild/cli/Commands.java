// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands by name. */
final class Commands {
  static final List<Command> ALL =
      List.of(
          Flags.BUILD,
          Flags.CHECK_COMMAND,
          Flags.PUSH_COMMAND,
          Flags.PULL_COMMAND,
          Flags.COPY_COMMAND,
          Flags.SAVE,
          Flags.LOAD,
          Flags.IMAGES,
          Flags.INSPECT,
          Flags.HISTORY,
          Flags.TAG_COMMAND,
          Flags.RMI,
          Flags.LOGIN,
          Flags.LOGOUT,
          Flags.PRUNE,
          Flags.SYSTEM_DF,
          Flags.SYSTEM_CHECK,
          Flags.DOCTOR);

  /** The first of two words. */
  private static final String SYSTEM = "system";

  /** Commands that are planned: naming one must not be taken for a context. */
  private static final List<String> NOT_YET =
      List.of("import", "export", "unshare", "mount", "run", "manifest");

  private Commands() {}

  /**
   * The command that a command line begins with, by one word or two; an error if it is one that
   * isn't there yet.
   */
  static Optional<Command> of(List<String> words) {
    Optional<Command> known =
        words.size() < 2
            ? Optional.empty()
            : ALL.stream()
                .filter(c -> c.name().equals(words.get(0) + " " + words.get(1)))
                .findFirst();
    return known.isPresent() ? known : named(words.get(0));
  }

  private static Optional<Command> named(String name) {
    for (Command command : ALL) {
      if (command.name().equals(name)) {
        return Optional.of(command);
      }
    }
    if (name.equals(SYSTEM)) {
      throw CommandLineError.withHint(
          "system needs a second word", "jbuild system df, jbuild system check");
    }
    if (NOT_YET.contains(name)) {
      throw CommandLineError.of("command " + name + " is not supported yet");
    }
    return Optional.empty();
  }

  /** The command that someone may have meant by {@code word}. */
  static Optional<String> nearest(String word) {
    List<String> names = new ArrayList<>();
    ALL.forEach(c -> names.add(c.name()));
    return Suggestion.nearest(word, names);
  }
}
