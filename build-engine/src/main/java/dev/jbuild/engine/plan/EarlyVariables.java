// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Word;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a stage as far as the Dockerfile alone tells them: which stages are needed has
 * to be known before any image is asked for.
 */
final class EarlyVariables {
  private final PlanContext context;

  EarlyVariables(PlanContext context) {
    this.context = context;
  }

  /** The {@code --from} of one of the instructions of stage {@code index}; blank if it is wrong. */
  String expand(
      List<StageBase> bases, int index, List<Instruction> instructions, Instruction.Copy copy) {
    Map<String, String> values = new HashMap<>();
    Deque<StageBase> ancestors = new ArrayDeque<>();
    StageBase stage = bases.get(index);
    while (stage.base() instanceof Base.OtherStage other) {
      stage = bases.get(other.index());
      ancestors.addFirst(stage);
    }
    ancestors.forEach(a -> a.stage().instructions().forEach(i -> set(i, values)));
    for (Instruction instruction : instructions) {
      if (instruction == copy) {
        break;
      }
      set(instruction, values);
    }
    return value(copy.from().orElseThrow(), values).orElse("");
  }

  private void set(Instruction instruction, Map<String, String> values) {
    if (instruction instanceof Instruction.Arg arg) {
      arg.declarations().forEach(declaration -> set(declaration, values));
    } else if (instruction instanceof Instruction.Env env) {
      Map<String, String> before = Map.copyOf(values);
      for (Instruction.KeyValue pair : env.pairs()) {
        value(pair.key(), before)
            .ifPresent(key -> values.put(key, value(pair.value(), before).orElse("")));
      }
    }
  }

  private void set(Instruction.Arg.Declaration declaration, Map<String, String> values) {
    String name = value(declaration.name(), values).orElse("");
    context
        .buildArgs()
        .value(name)
        .or(() -> declaration.value().flatMap(word -> value(word, values)))
        .or(() -> context.globals().value(name).filter(v -> declaration.value().isEmpty()))
        .ifPresent(value -> values.put(name, value));
  }

  /** Nothing for what can't be expanded: that is told when the stage is planned. */
  private Optional<String> value(Word word, Map<String, String> values) {
    try {
      return Optional.of(
          context.expander().expand(word, n -> Optional.ofNullable(values.get(n))).text());
    } catch (DockerfileException toldLater) {
      return Optional.empty();
    }
  }
}
