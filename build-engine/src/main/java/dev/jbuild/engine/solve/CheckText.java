// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.check.Finding;
import java.util.ArrayList;
import java.util.List;

/** A check's report for people: warnings, notes, errors, and how many there are. */
final class CheckText {
  private CheckText() {}

  static String of(CheckReport report) {
    List<String> parts = new ArrayList<>();
    report.warnings().forEach(f -> parts.add(f.diagnostic(report.fails()).render()));
    report.remarks().forEach(d -> parts.add(d.render()));
    report.notes().forEach(f -> parts.add(note(f)));
    report.errors().stream().map(Diagnostic::render).forEach(parts::add);
    parts.add(summary(report));
    return String.join("\n", parts) + "\n";
  }

  /** As a warning, but called a note. */
  private static String note(Finding finding) {
    Diagnostic diagnostic = finding.diagnostic(false);
    String rendered = diagnostic.render();
    String head = finding.place() + ": ";
    return head + rendered.substring(head.length()).replaceFirst("^warning: ", "note: ");
  }

  private static String summary(CheckReport report) {
    List<String> counts = new ArrayList<>();
    count(counts, report.errors().size(), "error");
    count(counts, report.warnings().size(), "warning");
    count(counts, report.notes().size() + report.remarks().size(), "note");
    return "Check complete: " + (counts.isEmpty() ? "nothing found" : String.join(", ", counts));
  }

  private static void count(List<String> counts, int count, String what) {
    if (count > 0) {
      counts.add(count + " " + what + (count == 1 ? "" : "s"));
    }
  }
}
