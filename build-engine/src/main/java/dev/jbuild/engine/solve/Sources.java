// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.oci.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The texts that a JSON document points into, and places in them, as BuildKit writes both. */
final class Sources {
  private final List<Source> sources = new ArrayList<>();

  Sources(Source first) {
    sources.add(first);
  }

  /** {@code {"sourceIndex":1,"ranges":[{"start":{"line":3},"end":{"line":4}}]}}; 0 is left out. */
  ObjectNode location(Span span) {
    ObjectNode location = Json.object();
    int index = index(span.source());
    if (index > 0) {
      location.put("sourceIndex", index);
    }
    ObjectNode range = location.putArray("ranges").addObject();
    range.putObject("start").put("line", span.line());
    range.putObject("end").put("line", span.lastLine());
    return location;
  }

  /** A copy of a source, as findings have it, counts as the source. */
  private int index(Source source) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).name().equals(source.name())) {
        return i;
      }
    }
    sources.add(source);
    return sources.size() - 1;
  }

  /** Of checks: name, language and text. */
  ArrayNode described() {
    ArrayNode array = Json.array();
    for (Source source : sources) {
      array
          .addObject()
          .put("filename", source.name())
          .put("language", "Dockerfile")
          .put("data", base64(source));
    }
    return array;
  }

  /** Of outlines and targets: the texts alone. */
  ArrayNode texts() {
    ArrayNode array = Json.array();
    sources.forEach(source -> array.add(base64(source)));
    return array;
  }

  private static String base64(Source source) {
    return Base64.getEncoder().encodeToString(source.text().getBytes(StandardCharsets.UTF_8));
  }
}
