// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@link HostAccess} as JSON.
 *
 * <pre>{"insecure":["reg.example"],"tlsVerify":true,"certDir":"file:///certs",…}</pre>
 */
final class HostAccessJson {
  private HostAccessJson() {}

  static ObjectNode write(HostAccess access) {
    ObjectNode json = Json.object();
    json.set("insecure", Json.array(access.insecure().stream().sorted().toList()));
    json.put("tlsVerify", access.tlsVerify());
    access.certDir().ifPresent(d -> json.put("certDir", RequestJson.uri(d)));
    ObjectNode authorities = json.putObject("authorities");
    access.authorities().forEach((host, file) -> authorities.put(host, RequestJson.uri(file)));
    ObjectNode clients = json.putObject("clientCertificates");
    access
        .clientCertificates()
        .forEach(
            (host, files) ->
                clients.set(
                    host,
                    Json.array(
                        List.of(
                            RequestJson.uri(files.certificate()), RequestJson.uri(files.key())))));
    ObjectNode mirrors = json.putObject("mirrors");
    access.mirrors().forEach((host, list) -> mirrors.set(host, Json.array(list)));
    return json.put("originToo", access.originToo());
  }

  static HostAccess read(JsonNode json) {
    Map<String, Path> authorities = new HashMap<>();
    Json.stringMap(json, "authorities")
        .forEach((host, uri) -> authorities.put(host, RequestJson.path(uri)));
    Map<String, HostAccess.ClientCertificate> clients = new HashMap<>();
    for (Map.Entry<String, JsonNode> client : json.path("clientCertificates").properties()) {
      JsonNode files = client.getValue();
      clients.put(
          client.getKey(),
          new HostAccess.ClientCertificate(
              RequestJson.path(files.path(0).asText()), RequestJson.path(files.path(1).asText())));
    }
    Map<String, List<String>> mirrors = new HashMap<>();
    for (Map.Entry<String, JsonNode> mirror : json.path("mirrors").properties()) {
      mirrors.put(mirror.getKey(), Json.strings(json.path("mirrors"), mirror.getKey()));
    }
    return new HostAccess(
        Set.copyOf(Json.strings(json, "insecure")),
        json.path("tlsVerify").asBoolean(),
        Json.optionalText(json, "certDir").map(RequestJson::path),
        authorities,
        clients,
        mirrors,
        json.path("originToo").asBoolean());
  }
}
