// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.solve.Doctor;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What this host lets a build do, and what would let it do more.
 *
 * @param tier {@code 1}, {@code 2} or {@code none}, as the build says it
 * @param reason how that was found
 * @param cost what the tier costs
 * @param advice the smallest changes that would lift it, the smallest first
 */
public record Diagnosis(
    String tier, String reason, String cost, List<String> advice, List<Finding> findings) {

  public Diagnosis {
    advice = List.copyOf(advice);
    findings = List.copyOf(findings);
  }

  /**
   * Something that was tried or read.
   *
   * @param errno 0 if it worked, or if there is nothing about it that can fail
   * @param detail what was found, or why it didn't work
   */
  public record Finding(String group, String name, int errno, String detail) {}

  /** Looks at the host, with the storage in {@code root}, which is made if it isn't there. */
  public static Diagnosis of(Path root) {
    try {
      return Doctor.look(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of it as one document. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("tier", tier);
    json.put("reason", reason);
    json.put("cost", cost);
    ArrayNode lift = json.putArray("advice");
    advice.forEach(lift::add);
    ArrayNode list = json.putArray("findings");
    for (Finding finding : findings) {
      ObjectNode one = list.addObject();
      one.put("group", finding.group());
      one.put("name", finding.name());
      one.put("ok", finding.errno() == 0);
      one.put("errno", finding.errno());
      one.put("detail", finding.detail());
    }
    return json;
  }
}
