// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.oci.Json;
import java.net.URI;
import java.net.URISyntaxException;

/** A log of one run as SARIF 2.1.0 (OASIS). Columns count code points. */
final class SarifLog {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private final ObjectNode json = Json.object().put("$schema", SCHEMA).put("version", "2.1.0");
  private final ArrayNode rules;
  private final ArrayNode results;

  SarifLog() {
    ObjectNode run = json.putArray("runs").addObject();
    rules = run.putObject("tool").putObject("driver").put("name", "jbuild").putArray("rules");
    run.put("columnKind", "unicodeCodePoints");
    results = run.putArray("results");
  }

  /** Says what results of a rule mean; {@code level} is note, warning, error or none. */
  void rule(String id, String advice, String level) {
    ObjectNode rule = rules.addObject().put("id", id).put("name", id);
    rule.putObject("shortDescription").put("text", advice);
    rule.putObject("help").put("text", advice);
    rule.putObject("defaultConfiguration").put("level", level);
  }

  void finding(String rule, String level, String message, Span place) {
    result(rule, message, place).put("level", level);
  }

  /** Something that is no complaint: SARIF's kind "informational". */
  void information(String rule, String message, Span place) {
    result(rule, message, place).put("kind", "informational").put("level", "none");
  }

  private ObjectNode result(String rule, String message, Span place) {
    ObjectNode result = results.addObject().put("ruleId", rule);
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

  String text() {
    return Json.toPrettyString(json) + "\n";
  }
}
