// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Instruction.KeyValue;
import dev.jbuild.dockerfile.Instruction.Origin;
import dev.jbuild.dockerfile.Stage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rules about one stage that need no values: they are tried only if the stage is built. */
public final class StageRules {
  private StageRules() {}

  /** Tries all of them. */
  public static void check(Stage stage, Findings findings) {
    Optional<Origin> cmd = Optional.empty();
    Optional<Origin> entrypoint = Optional.empty();
    Optional<Origin> healthcheck = Optional.empty();
    for (Instruction instruction : stage.instructions()) {
      Origin at = instruction.origin();
      if (instruction instanceof Instruction.Cmd) {
        several("CMD", cmd, at, findings);
        cmd = Optional.of(at);
      } else if (instruction instanceof Instruction.Entrypoint) {
        several("ENTRYPOINT", entrypoint, at, findings);
        entrypoint = Optional.of(at);
      } else if (instruction instanceof Instruction.Healthcheck) {
        several("HEALTHCHECK", healthcheck, at, findings);
        healthcheck = Optional.of(at);
      } else if (instruction instanceof Instruction.Env env) {
        checkForm(env, env.pairs(), findings);
      } else if (instruction instanceof Instruction.Label label) {
        checkForm(label, label.pairs(), findings);
      }
      if (findings.wantsAdvice()) {
        RunAdvice.check(instruction, findings);
        AddAdvice.check(instruction, findings);
        HardcodedSecret.check(instruction, findings);
      }
    }
  }

  /** The earlier one is what has no effect; a comment above either of them may skip this. */
  private static void several(
      String keyword, Optional<Origin> earlier, Origin at, Findings findings) {
    if (earlier.isEmpty()) {
      return;
    }
    Origin before = earlier.get();
    findings.add(
        new Finding(
            Rule.MULTIPLE_INSTRUCTIONS_DISALLOWED,
            false,
            before.span(),
            before.keyword(),
            "this " + keyword + " has no effect: line " + at.span().line() + " has another",
            Optional.empty()),
        before,
        at);
  }

  private static void checkForm(Instruction instruction, List<KeyValue> pairs, Findings findings) {
    Origin at = instruction.origin();
    String args = at.text().substring(at.keywordText().length()).stripLeading();
    String key = pairs.get(0).key().text();
    if (pairs.size() == 1 && !args.startsWith(key + "=")) {
      String keyword = at.keywordText().toUpperCase(Locale.ROOT);
      findings.add(
          Rule.LEGACY_KEY_VALUE_FORMAT,
          at,
          pairs.get(0).key().span(),
          "\"" + keyword + " key value\" is the old form of \"" + keyword + " key=value\"");
    }
  }
}
