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
          Flags.IMAGES,
          Flags.INSPECT,
          Flags.RMI);

  /** Commands that are planned: naming one must not be taken for a context. */
  private static final List<String> NOT_YET =
      List.of("history", "tag", "prune", "login", "logout", "doctor");

  private Commands() {}

  /** The command of this name; an error if it is one that isn't there yet. */
  static Optional<Command> named(String name) {
    for (Command command : ALL) {
      if (command.name().equals(name)) {
        return Optional.of(command);
      }
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
