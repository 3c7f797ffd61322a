// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.List;
import java.util.Optional;

/**
 * A command as the user sees it; what it does is in the class of its name.
 *
 * @param operands what stands after the flags, as help shows it
 */
record Command(String name, String operands, String summary, List<FlagGroup> flags) {

  Command {
    flags = List.copyOf(flags);
  }

  static Command of(String name, String operands, String summary, FlagGroup... flags) {
    return new Command(name, operands, summary, List.of(flags));
  }

  /** The flag of this name, dashes included. */
  Optional<Flag> flag(String flagName) {
    for (FlagGroup group : flags) {
      for (Flag flag : group.flags()) {
        if (flag.names().contains(flagName)) {
          return Optional.of(flag);
        }
      }
    }
    return Optional.empty();
  }
}
