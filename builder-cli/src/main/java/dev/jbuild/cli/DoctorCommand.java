// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.Diagnosis;
import dev.jbuild.engine.Diagnosis.Finding;
import dev.jbuild.oci.Json;

/** {@code jbuild doctor}: what this host lets a build do. */
final class DoctorCommand {
  private DoctorCommand() {}

  static void run(Arguments arguments, Session session) {
    if (!arguments.operands().isEmpty()) {
      throw CommandLineError.of("unexpected argument " + arguments.operands().get(0));
    }
    Diagnosis diagnosis = Diagnosis.of(session.root(arguments.last(Flags.ROOT)));
    session.print(
        arguments.isOn(Flags.JSON)
            ? Json.toPrettyString(diagnosis.toJson()) + "\n"
            : text(diagnosis));
  }

  static String text(Diagnosis diagnosis) {
    StringBuilder text = new StringBuilder("tier ").append(diagnosis.tier()).append(": ");
    text.append(diagnosis.reason()).append("\ncosts ").append(diagnosis.cost()).append("\n");
    diagnosis.advice().forEach(advice -> text.append("to lift it: ").append(advice).append("\n"));
    String group = "";
    for (Finding finding : diagnosis.findings()) {
      if (!finding.group().equals(group)) {
        group = finding.group();
        text.append("\n").append(group).append("\n");
      }
      String mark =
          finding.errno() == 0 ? "ok" : finding.errno() < 0 ? "no" : "errno " + finding.errno();
      text.append(
          "  %-9s %-20s %s".formatted(mark, finding.name(), finding.detail()).stripTrailing());
      text.append("\n");
    }
    return text.toString();
  }
}
