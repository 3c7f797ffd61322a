// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.time.Duration;

/** {@link RegistryAccess} as JSON: {@code {"retries":6,"retryBudgetSeconds":300}}. */
final class RegistryAccessJson {
  private RegistryAccessJson() {}

  static ObjectNode write(RegistryAccess access) {
    return Json.object()
        .put("retries", access.retries())
        .put("retryBudgetSeconds", access.retryBudget().toSeconds());
  }

  static RegistryAccess read(JsonNode json) {
    if (!json.isObject()) {
      return RegistryAccess.DEFAULT;
    }
    return new RegistryAccess(
        json.path("retries").asInt(), Duration.ofSeconds(json.path("retryBudgetSeconds").asLong()));
  }
}
