// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import dev.jbuild.dockerfile.Instruction.From;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A FROM and what follows it up to the next one; {@code index} counts the FROMs from 0. */
public record Stage(int index, From from, List<Instruction> instructions) {

  public Stage {
    instructions = List.copyOf(instructions);
  }

  /** In lower case: stage names are compared without regard to it. */
  public Optional<String> name() {
    return from.name().map(n -> n.text().toLowerCase(Locale.ROOT));
  }
}
