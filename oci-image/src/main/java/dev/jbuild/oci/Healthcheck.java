// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/**
 * Docker's health check, an extension of the OCI config that every engine but containerd reads.
 *
 * <p>{@code test} is {@code ["NONE"]}, {@code ["CMD", …]} or {@code ["CMD-SHELL", "…"]}; durations
 * and retries of zero mean "inherit".
 */
public record Healthcheck(
    List<String> test,
    Duration interval,
    Duration timeout,
    Duration startPeriod,
    Duration startInterval,
    int retries) {

  public Healthcheck {
    test = List.copyOf(test);
  }

  static Healthcheck fromJson(JsonNode json) {
    return new Healthcheck(
        Json.strings(json, "Test"),
        Duration.ofNanos(json.path("Interval").asLong()),
        Duration.ofNanos(json.path("Timeout").asLong()),
        Duration.ofNanos(json.path("StartPeriod").asLong()),
        Duration.ofNanos(json.path("StartInterval").asLong()),
        json.path("Retries").asInt());
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    if (!test.isEmpty()) {
      json.set("Test", Json.array(test));
    }
    putNanos(json, "Interval", interval);
    putNanos(json, "Timeout", timeout);
    putNanos(json, "StartPeriod", startPeriod);
    putNanos(json, "StartInterval", startInterval);
    if (retries != 0) {
      json.put("Retries", retries);
    }
    return json;
  }

  private static void putNanos(ObjectNode json, String field, Duration duration) {
    if (!duration.isZero()) {
      json.put(field, duration.toNanos());
    }
  }
}
