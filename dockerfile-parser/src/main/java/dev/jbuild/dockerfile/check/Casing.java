// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Instruction.From;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.dockerfile.Word;
import java.util.Locale;

/** Upper and lower case: of instructions, of AS beside its FROM, of the names of stages. */
final class Casing {
  private static final String AS = "as";

  private Casing() {}

  static void check(Dockerfile dockerfile, Findings findings) {
    int balance = 0;
    for (Stage stage : dockerfile.stages()) {
      balance += vote(stage.from());
      for (Instruction instruction : stage.instructions()) {
        balance += vote(instruction);
      }
    }
    boolean lower = balance > 0;
    for (Stage stage : dockerfile.stages()) {
      checkInstruction(stage.from(), lower, findings);
      if (stage.from().name().isPresent()) {
        checkName(stage.from(), stage.from().name().get(), findings);
      }
      for (Instruction instruction : stage.instructions()) {
        checkInstruction(instruction, lower, findings);
      }
    }
  }

  /** 1 for an instruction in lower case, −1 for one in upper case, 0 for a mixture. */
  private static int vote(Instruction instruction) {
    String keyword = instruction.origin().keywordText();
    return isLower(keyword) ? 1 : isUpper(keyword) ? -1 : 0;
  }

  private static void checkInstruction(Instruction instruction, boolean lower, Findings findings) {
    String keyword = instruction.origin().keywordText();
    if (lower ? !isLower(keyword) : !isUpper(keyword)) {
      findings.add(
          Rule.CONSISTENT_INSTRUCTION_CASING,
          instruction.origin(),
          instruction.origin().keyword(),
          "'" + keyword + "' is not in " + (lower ? "lowercase" : "uppercase") + " as most are");
    }
  }

  private static void checkName(From from, Word name, Findings findings) {
    if (!isLower(name.text())) {
      findings.add(
          Rule.STAGE_NAME_CASING,
          from.origin(),
          name.span(),
          "the stage name '" + name + "' is not in lowercase");
    }
    Span as = as(from, name);
    String keyword = from.origin().keywordText();
    // A mixture such as From is told by the rule on instructions.
    boolean agree = isLower(keyword) ? isLower(as.text()) : isUpper(as.text());
    if ((isLower(keyword) || isUpper(keyword)) && !agree) {
      findings.add(
          Rule.FROM_AS_CASING,
          from.origin(),
          as,
          "'" + as.text() + "' and '" + keyword + "' are not in the same case");
    }
  }

  /** The place of AS, which the parser has seen between the image and the name. */
  private static Span as(From from, Word name) {
    String text = name.span().source().text();
    int at = name.span().start() - AS.length();
    while (at > from.image().span().end() && !text.regionMatches(true, at, AS, 0, AS.length())) {
      at--;
    }
    return name.span().source().span(at, at + AS.length());
  }

  private static boolean isLower(String text) {
    return text.equals(text.toLowerCase(Locale.ROOT));
  }

  private static boolean isUpper(String text) {
    return text.equals(text.toUpperCase(Locale.ROOT));
  }
}
