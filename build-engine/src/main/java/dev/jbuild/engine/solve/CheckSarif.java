// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.check.Finding;
import dev.jbuild.dockerfile.check.Rule;

/** A check's report as SARIF, with all rules whether they found something or not. */
final class CheckSarif {
  /** What a build warns of, and what would stop it: these have no rule that could be skipped. */
  private static final String REMARK = "BuildRemark";

  private static final String ERROR = "BuildError";

  private CheckSarif() {}

  static String of(CheckReport report) {
    SarifLog log = new SarifLog();
    for (Rule rule : Rule.values()) {
      log.rule(rule.title(), rule.advice(), level(rule));
    }
    log.rule(REMARK, "what a build warns of", "warning");
    log.rule(ERROR, "what stops a build", "error");
    report.findings().forEach(finding -> add(log, finding, report.fails()));
    report.remarks().forEach(diagnostic -> add(log, REMARK, "warning", diagnostic));
    report.errors().forEach(diagnostic -> add(log, ERROR, "error", diagnostic));
    return log.text();
  }

  private static String level(Rule rule) {
    return rule.level() == Rule.Level.ADVICE ? "note" : "warning";
  }

  private static void add(SarifLog log, Finding finding, boolean fails) {
    String level = finding.note() ? "note" : fails ? "error" : "warning";
    String hint = finding.hint().orElse(finding.rule().advice());
    String message = finding.detail() + " (" + hint + ")";
    log.finding(finding.rule().title(), level, message, finding.place());
  }

  private static void add(SarifLog log, String rule, String level, Diagnostic diagnostic) {
    String hint = diagnostic.hint().map(h -> " (" + h + ")").orElse("");
    log.finding(rule, level, diagnostic.message() + hint, diagnostic.span());
  }
}
