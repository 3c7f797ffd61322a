// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.check.Finding;
import java.util.List;

/**
 * What a check has to say.
 *
 * @param findings of rules, in the order of the file
 * @param remarks what a build warns of besides
 * @param errors what would stop a build, in the order of the file
 * @param fails whether {@code error=true} makes a build of the findings' warnings
 */
record CheckReport(
    Source source,
    List<Finding> findings,
    List<Diagnostic> remarks,
    List<Diagnostic> errors,
    boolean fails) {
  CheckReport {
    findings = List.copyOf(findings);
    remarks = List.copyOf(remarks);
    errors = List.copyOf(errors);
  }

  List<Finding> warnings() {
    return findings.stream().filter(f -> !f.note()).toList();
  }

  List<Finding> notes() {
    return findings.stream().filter(Finding::note).toList();
  }
}
