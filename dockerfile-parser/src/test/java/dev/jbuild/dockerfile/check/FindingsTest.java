// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.dockerfile.Diagnostic;
import org.junit.jupiter.api.Test;

/** What is heard of what is found, and how it looks. */
class FindingsTest {
  @Test
  void aFindingShowsRulePlaceAndAdvice() {
    assertThat(FileChecks.findings("FROM a AS Big\n").list().get(0).diagnostic(false).render())
        .isEqualTo(
            """
            Dockerfile:1:11: warning: the stage name 'Big' is not in lowercase [StageNameCasing]
               1 | FROM a AS Big
                 |           ^~~
                 = hint: write names of stages in lower case""");
  }

  @Test
  void aCommentSkipsForTheInstructionBelowIt() {
    assertThat(FileChecks.found("FROM a\n# check=skip=MaintainerDeprecated // old\nMAINTAINER b\n"))
        .isEmpty();
    assertThat(FileChecks.found("FROM a\n# check=skip=all\n\nMAINTAINER b\n"))
        .containsExactly("MaintainerDeprecated:4:1");
  }

  @Test
  void aCommentAboveEitherOfTwoInstructionsSkips() {
    String rule = "# check=skip=MultipleInstructionsDisallowed\n";
    String cmd = "CMD [\"a\"]\n";

    assertThat(FileChecks.found("FROM a\n" + cmd + cmd))
        .containsExactly("MultipleInstructionsDisallowed:2:1");
    assertThat(FileChecks.found("FROM a\n" + rule + cmd + cmd)).isEmpty();
    assertThat(FileChecks.found("FROM a\n" + cmd + rule + cmd)).isEmpty();
  }

  @Test
  void theDirectiveIsNoCommentOfTheFirstInstruction() {
    assertThat(FileChecks.found("# check=error=true\n\n# check=skip=all\nFROM a AS B\n")).isEmpty();
    assertThat(FileChecks.found("# check=skip=FromAsCasing\nFROM a AS B\n"))
        .containsExactly("StageNameCasing:2:11");
  }

  @Test
  void aMistakeInACommentIsToldOnce() {
    Findings findings = FileChecks.findings("FROM a\n# check=skp=x;error=true\nMAINTAINER b\n");

    assertThat(findings.list()).hasSize(1);
    assertThat(findings.doubts().stream().map(Diagnostic::message))
        .containsExactly(
            "unknown check option \"skp=x\"", "error= counts at the head of the file only");
  }

  @Test
  void emptyLinesInContinuationsAreFoundInInstructionsOnly() {
    assertThat(FileChecks.found("FROM a\nRUN b \\\n  # c\n\n\n  d\n\nRUN e\n"))
        .containsExactly("NoEmptyContinuation:4:1");
    assertThat(FileChecks.findings("FROM a\nRUN b \\\n\n  d\n").list().get(0).lines().line())
        .isEqualTo(4);
  }
}
