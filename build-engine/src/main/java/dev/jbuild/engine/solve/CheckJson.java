// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.check.Finding;
import dev.jbuild.oci.Json;
import java.util.List;

/**
 * A check's report as {@code docker buildx build --call=check,format=json} has it.
 *
 * <pre>
 * {"warnings":[{"ruleName":"StageNameCasing","description":"…","detail":"…",
 *    "location":{"ranges":[{"start":{"line":2},"end":{"line":2}}]}}],
 *  "sources":[{"filename":"Dockerfile","language":"Dockerfile","data":"RlJPTS…"}],
 *  "buildError":{"message":"…","location":{…}}}
 * </pre>
 *
 * <p>Besides there are {@code notes}, in the form of warnings, and {@code errors}: all of them,
 * where {@code buildError} is the first.
 */
final class CheckJson {
  private CheckJson() {}

  static String of(CheckReport report) {
    Sources sources = new Sources(report.source());
    ObjectNode json = Json.object();
    ArrayNode warnings = json.putArray("warnings");
    report.warnings().forEach(f -> warnings.add(finding(f, sources)));
    List<Finding> notes = report.notes();
    if (!notes.isEmpty() || !report.remarks().isEmpty()) {
      ArrayNode array = json.putArray("notes");
      notes.forEach(f -> array.add(finding(f, sources)));
      report.remarks().forEach(d -> array.add(remark(d, sources)));
    }
    ArrayNode errors = Json.array();
    report.errors().forEach(e -> errors.add(error(e.message(), e, sources)));
    if (report.fails() && !report.warnings().isEmpty()) {
      Finding first = report.warnings().get(0);
      errors.add(
          Json.object()
              .put("message", "error=true makes errors of the warnings")
              .set("location", sources.location(first.lines())));
    }
    json.set("sources", sources.described());
    if (!errors.isEmpty()) {
      json.set("buildError", errors.get(0));
      json.set("errors", errors);
    }
    return Json.toPrettyString(json) + "\n";
  }

  private static ObjectNode finding(Finding finding, Sources sources) {
    ObjectNode json =
        Json.object()
            .put("ruleName", finding.rule().title())
            .put("description", finding.rule().advice())
            .put("detail", finding.detail() + finding.hint().map(h -> " (" + h + ")").orElse(""));
    json.set("location", sources.location(finding.lines()));
    return json;
  }

  private static ObjectNode remark(Diagnostic remark, Sources sources) {
    ObjectNode json = Json.object().put("detail", text(remark));
    json.set("location", sources.location(remark.span()));
    return json;
  }

  private static ObjectNode error(String message, Diagnostic error, Sources sources) {
    ObjectNode json =
        Json.object().put("message", message + error.hint().map(h -> " (" + h + ")").orElse(""));
    json.set("location", sources.location(error.span()));
    return json;
  }

  private static String text(Diagnostic diagnostic) {
    return diagnostic.message() + diagnostic.hint().map(h -> " (" + h + ")").orElse("");
  }
}
