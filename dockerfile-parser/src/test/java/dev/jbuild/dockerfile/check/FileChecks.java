// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Source;
import java.util.List;

/** Tries the rules that need only the file on texts. */
final class FileChecks {
  private FileChecks() {}

  /** What a check finds in all stages, notes included. */
  static Findings findings(String text) {
    Dockerfile dockerfile = Dockerfile.parse(Source.of("Dockerfile", text));
    CheckOptions options =
        dockerfile
            .directives()
            .check()
            .map(v -> CheckOptions.parse(v, new Problems()))
            .orElse(CheckOptions.DEFAULT);
    Findings findings = new Findings(dockerfile, options, true);
    FileRules.check(dockerfile, findings);
    dockerfile.stages().forEach(stage -> StageRules.check(stage, findings));
    return findings;
  }

  /** {@code Rule:line:column}; a note has a question mark. */
  static List<String> found(String text) {
    return findings(text).list().stream()
        .map(
            f ->
                f.rule().title()
                    + (f.note() ? "?" : "")
                    + ":"
                    + f.place().line()
                    + ":"
                    + f.place().column())
        .toList();
  }
}
