// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Stage;
import java.util.HashSet;
import java.util.Set;

/** Rules about the file as it is written, whichever stage is built. */
public final class FileRules {
  private static final Set<String> RESERVED = Set.of("context", "scratch");

  private FileRules() {}

  /** Tries all of them. */
  public static void check(Dockerfile dockerfile, Findings findings) {
    char escape = dockerfile.directives().escape();
    for (Instruction.Arg arg : dockerfile.metaArgs()) {
      EmptyContinuation.check(arg.origin(), escape, findings);
      DefinitionDescription.check(arg, findings);
      if (findings.wantsAdvice()) {
        HardcodedSecret.check(arg, findings);
      }
    }
    Casing.check(dockerfile, findings);
    checkStageNames(dockerfile, findings);
    for (Stage stage : dockerfile.stages()) {
      EmptyContinuation.check(stage.from().origin(), escape, findings);
      DefinitionDescription.check(stage, findings);
      for (Instruction instruction : stage.instructions()) {
        EmptyContinuation.check(instruction.origin(), escape, findings);
        check(instruction, findings);
      }
    }
  }

  private static void check(Instruction instruction, Findings findings) {
    if (instruction instanceof Instruction.Maintainer maintainer) {
      findings.add(
          Rule.MAINTAINER_DEPRECATED,
          maintainer.origin(),
          maintainer.origin().keyword(),
          "MAINTAINER is deprecated");
    } else if (instruction instanceof Instruction.Arg arg) {
      DefinitionDescription.check(arg, findings);
    }
  }

  private static void checkStageNames(Dockerfile dockerfile, Findings findings) {
    Set<String> seen = new HashSet<>();
    for (Stage stage : dockerfile.stages()) {
      if (stage.from().name().isEmpty()) {
        continue;
      }
      String name = stage.name().orElseThrow();
      Instruction.Origin at = stage.from().origin();
      if (RESERVED.contains(name)) {
        findings.add(
            Rule.RESERVED_STAGE_NAME,
            at,
            stage.from().name().get().span(),
            "\"" + name + "\" is reserved and no name for a stage");
      }
      if (!seen.add(name)) {
        findings.add(
            Rule.DUPLICATE_STAGE_NAME,
            at,
            stage.from().name().get().span(),
            "there is a stage \"" + name + "\" already");
      }
    }
  }
}
