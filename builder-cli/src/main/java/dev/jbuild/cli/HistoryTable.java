// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.Images;
import dev.jbuild.oci.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What {@code jbuild history} prints. */
final class HistoryTable {
  private static final int LONGEST = 60;

  private HistoryTable() {}

  /** With {@code whole} instructions are not cut off. */
  static String render(List<Images.HistoryLine> lines, boolean whole, InstantSource clock) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("CREATED", "SIZE", "CREATED BY"));
    for (Images.HistoryLine line : lines) {
      rows.add(
          List.of(
              line.created()
                  .map(t -> ImageTable.age(Duration.between(t, clock.instant())))
                  .orElse("-"),
              Units.bytes(line.sizeBytes()),
              whole ? line.createdBy() : cut(line.createdBy())));
    }
    return TextTable.of(rows);
  }

  /** On one line, and not too long. */
  private static String cut(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }

  static ArrayNode json(List<Images.HistoryLine> lines) {
    ArrayNode array = Json.array();
    for (Images.HistoryLine line : lines) {
      ObjectNode json = array.addObject();
      line.created().ifPresent(t -> json.put("created", t.toString()));
      json.put("createdBy", line.createdBy()).put("size", line.sizeBytes());
      line.comment().ifPresent(c -> json.put("comment", c));
    }
    return array;
  }
}
