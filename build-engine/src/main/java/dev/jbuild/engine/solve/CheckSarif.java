// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.check.Finding;
import dev.jbuild.dockerfile.check.Rule;
import dev.jbuild.oci.Json;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * A check's report as SARIF 2.1.0 (OASIS), one run, with all rules whether they found something or
 * not. Columns count code points.
 */
final class CheckSarif {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  /** What a build warns of, and what would stop it: these have no rule that could be skipped. */
  private static final String REMARK = "BuildRemark";

  private static final String ERROR = "BuildError";

  private CheckSarif() {}

  static String of(CheckReport report) {
    ObjectNode json = Json.object().put("$schema", SCHEMA).put("version", "2.1.0");
    ObjectNode run = json.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "jbuild");
    ArrayNode rules = driver.putArray("rules");
    for (Rule rule : Rule.values()) {
      rules.add(rule(rule.title(), rule.advice(), level(rule)));
    }
    rules.add(rule(REMARK, "what a build warns of", "warning"));
    rules.add(rule(ERROR, "what stops a build", "error"));
    run.put("columnKind", "unicodeCodePoints");
    ArrayNode results = run.putArray("results");
    report.findings().forEach(f -> results.add(finding(f, report.fails())));
    report.remarks().forEach(d -> results.add(diagnostic(REMARK, "warning", d)));
    report.errors().forEach(d -> results.add(diagnostic(ERROR, "error", d)));
    return Json.toPrettyString(json) + "\n";
  }

  private static String level(Rule rule) {
    return rule.level() == Rule.Level.ADVICE ? "note" : "warning";
  }

  private static ObjectNode rule(String id, String advice, String level) {
    ObjectNode rule = Json.object().put("id", id).put("name", id);
    rule.putObject("shortDescription").put("text", advice);
    rule.putObject("help").put("text", advice);
    rule.putObject("defaultConfiguration").put("level", level);
    return rule;
  }

  private static ObjectNode finding(Finding finding, boolean fails) {
    String level = finding.note() ? "note" : fails ? "error" : "warning";
    String hint = finding.hint().orElse(finding.rule().advice());
    return result(
        finding.rule().title(), level, finding.detail() + " (" + hint + ")", finding.place());
  }

  private static ObjectNode diagnostic(String id, String level, Diagnostic diagnostic) {
    String hint = diagnostic.hint().map(h -> " (" + h + ")").orElse("");
    return result(id, level, diagnostic.message() + hint, diagnostic.span());
  }

  private static ObjectNode result(String id, String level, String message, Span place) {
    ObjectNode result = Json.object().put("ruleId", id).put("level", level);
    result.putObject("message").put("text", message);
    ObjectNode location = result.putArray("locations").addObject().putObject("physicalLocation");
    Source source = place.source();
    location.putObject("artifactLocation").put("uri", uri(source.fileOf(place.line())));
    Span end = source.span(place.end(), place.end());
    location
        .putObject("region")
        .put("startLine", source.numberInFile(place.line()))
        .put("startColumn", place.column())
        .put("endLine", source.numberInFile(end.line()))
        .put("endColumn", end.column());
    return result;
  }

  /** A relative name as a relative reference (RFC 3986), with what it can't hold escaped. */
  private static String uri(String name) {
    try {
      return name.startsWith("/")
          ? new URI("file", "", name, null).toString()
          : new URI(null, null, name, null).getRawPath();
    } catch (URISyntaxException e) {
      return "Dockerfile";
    }
  }
}
