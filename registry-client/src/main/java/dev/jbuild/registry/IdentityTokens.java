// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The identity tokens in a Docker configuration: {@code {"auths": {"host": {"auth": "dXNlcjo=",
 * "identitytoken": "…"}}}}.
 *
 * <p>jib-core knows them only beside the user's name that Azure gives them.
 */
record IdentityTokens(Path configFile) {
  private static final List<String> DOCKER_HUB_NAMES =
      List.of("docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com");

  /** The token of a registry that {@code docker login} got one from. */
  Optional<Credential> of(String registryHost) throws IOException {
    JsonNode auths = Json.parseObject(Files.readAllBytes(configFile), "the file").path("auths");
    for (Map.Entry<String, JsonNode> auth : auths.properties()) {
      Optional<String> token = Json.optionalText(auth.getValue(), "identitytoken");
      if (token.isPresent() && isOf(registryHost, host(auth.getKey()))) {
        return Optional.of(new Credential.IdentityToken(token.get()));
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(String registryHost, String host) {
    return registryHost.equals(host)
        || (registryHost.equals(Reference.DOCKER_HUB) && DOCKER_HUB_NAMES.contains(host));
  }

  /** {@code https://index.docker.io/v1/} is of index.docker.io. */
  private static String host(String key) {
    String host = key.substring(key.indexOf("://") < 0 ? 0 : key.indexOf("://") + 3);
    return host.indexOf('/') < 0 ? host : host.substring(0, host.indexOf('/'));
  }
}
