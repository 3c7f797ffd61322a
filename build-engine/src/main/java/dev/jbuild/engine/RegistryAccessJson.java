// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
    access.login().ifPresent(l -> json.set("login", write(l)));
    ObjectNode logins = json.putObject("logins");
    access.logins().forEach((host, login) -> logins.set(host, write(login)));
    return json;
  }

  static RegistryAccess read(JsonNode json) {
    if (!json.isObject()) {
      return RegistryAccess.DEFAULT;
    }
    Map<String, RegistryAccess.Login> logins = new HashMap<>();
    json.path("logins").properties().forEach(l -> logins.put(l.getKey(), login(l.getValue())));
    return new RegistryAccess(
        json.path("retries").asInt(),
        Duration.ofSeconds(json.path("retryBudgetSeconds").asLong()),
        Json.optionalText(json, "authFile").map(RequestJson::path),
        Optional.of(json.path("login")).filter(JsonNode::isObject).map(RegistryAccessJson::login),
        logins,
        json.path("pushCheck").asBoolean(),
        HostAccessJson.read(json.path("hosts")));
  }

  private static ObjectNode write(RegistryAccess.Login login) {
    return Json.object().put("user", login.user()).put("password", login.password());
  }

  private static RegistryAccess.Login login(JsonNode json) {
    return new RegistryAccess.Login(json.path("user").asText(), json.path("password").asText());
  }
}
