// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@link Grants} as JSON: where secrets are, never what they are.
 *
 * <pre>{"secrets":{"npm":{"env":"NPM_TOKEN"}},"agents":{"default":[]},"allowed":["network.host"]}
 * </pre>
 */
final class GrantsJson {
  private GrantsJson() {}

  static ObjectNode write(Grants grants) {
    ObjectNode json = Json.object();
    ObjectNode secrets = json.putObject("secrets");
    grants.secrets().forEach((id, source) -> secrets.set(id, write(source)));
    ObjectNode agents = json.putObject("agents");
    grants
        .agents()
        .forEach(
            (id, paths) ->
                agents.set(id, Json.array(paths.stream().map(RequestJson::uri).toList())));
    json.set(
        "allowed",
        Json.array(grants.allowed().stream().map(Entitlement::displayName).sorted().toList()));
    return json;
  }

  static Grants read(JsonNode json) {
    Map<String, SecretSource> secrets = new LinkedHashMap<>();
    json.path("secrets").properties().forEach(s -> secrets.put(s.getKey(), source(s.getValue())));
    Map<String, List<Path>> agents = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> agent : json.path("agents").properties()) {
      List<Path> paths = new ArrayList<>();
      agent.getValue().forEach(uri -> paths.add(RequestJson.path(uri.asText())));
      agents.put(agent.getKey(), List.copyOf(paths));
    }
    Set<Entitlement> allowed = EnumSet.noneOf(Entitlement.class);
    json.path("allowed").forEach(name -> allowed.add(Entitlement.parse(name.asText())));
    return new Grants(secrets, agents, allowed);
  }

  private static ObjectNode write(SecretSource source) {
    if (source instanceof SecretSource.File file) {
      return Json.object().put("file", RequestJson.uri(file.path()));
    }
    if (source instanceof SecretSource.Variable variable) {
      return Json.object().put("env", variable.name());
    }
    throw new AssertionError(source);
  }

  private static SecretSource source(JsonNode json) {
    return json.has("env")
        ? new SecretSource.Variable(json.path("env").asText())
        : new SecretSource.File(RequestJson.path(json.path("file").asText()));
  }
}
