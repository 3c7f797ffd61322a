// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.time.Duration;
import java.util.Optional;

/**
 * {@link RegistryAccess} as JSON.
 *
 * <pre>{"retries":6,"retryBudgetSeconds":300,"authFile":"file:///run/auth.json"}</pre>
 */
final class RegistryAccessJson {
  private RegistryAccessJson() {}

  static ObjectNode write(RegistryAccess access) {
    ObjectNode json =
        Json.object()
            .put("retries", access.retries())
            .put("retryBudgetSeconds", access.retryBudget().toSeconds());
    json.put("pushCheck", access.pushCheck());
    json.set("hosts", HostAccessJson.write(access.hosts()));
    access.authFile().ifPresent(f -> json.put("authFile", RequestJson.uri(f)));
    access
        .login()
        .ifPresent(
            l -> json.putObject("login").put("user", l.user()).put("password", l.password()));
    return json;
  }

  static RegistryAccess read(JsonNode json) {
    if (!json.isObject()) {
      return RegistryAccess.DEFAULT;
    }
    return new RegistryAccess(
        json.path("retries").asInt(),
        Duration.ofSeconds(json.path("retryBudgetSeconds").asLong()),
        Json.optionalText(json, "authFile").map(RequestJson::path),
        Optional.of(json.path("login"))
            .filter(JsonNode::isObject)
            .map(
                l ->
                    new RegistryAccess.Login(l.path("user").asText(), l.path("password").asText())),
        json.path("pushCheck").asBoolean(),
        HostAccessJson.read(json.path("hosts")));
  }
}
