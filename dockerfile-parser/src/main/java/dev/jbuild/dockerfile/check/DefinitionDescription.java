// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Comments;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;

/** A comment above FROM or ARG describes it: it begins with the name that is defined. */
final class DefinitionDescription {
  private DefinitionDescription() {}

  static void check(Stage stage, Findings findings) {
    if (stage.from().name().isPresent()) {
      check("FROM", stage.from(), List.of(stage.name().orElseThrow()), findings);
    }
  }

  static void check(Instruction.Arg arg, Findings findings) {
    List<String> names = new ArrayList<>();
    for (Instruction.Arg.Declaration declaration : arg.declarations()) {
      names.add(declaration.name().text());
    }
    check("ARG", arg, names, findings);
  }

  private static void check(
      String keyword, Instruction instruction, List<String> names, Findings findings) {
    List<Word> comments = new ArrayList<>();
    for (Word comment : Comments.above(findings.dockerfile(), instruction.origin())) {
      if (Findings.checkValue(comment).isEmpty()) {
        comments.add(comment);
      }
    }
    if (comments.isEmpty()) {
      return;
    }
    Word last = comments.get(comments.size() - 1);
    int blank = last.text().indexOf(' ');
    String first = blank < 0 ? last.text() : last.text().substring(0, blank);
    if (!names.contains(first)) {
      String name = names.size() == 1 ? names.get(0) : "<arg_key>";
      findings.add(
          Rule.INVALID_DEFINITION_DESCRIPTION,
          instruction.origin(),
          last.span(),
          "the comment on this " + keyword + " does not read `# " + name + " <description>`");
    }
  }
}
