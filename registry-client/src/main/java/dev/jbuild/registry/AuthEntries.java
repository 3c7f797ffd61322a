// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries of a configuration as {@code docker login} and {@code podman login} write it: {@code
 * {"auths": {"quay.io/team": {"auth": "dXNlcjpwYXNz"}, "host": {"auth": "…", "identitytoken":
 * "…"}}}}. A key may name a repository, or the first parts of its name: the longest counts.
 */
record AuthEntries(ObjectNode config) {
  /** The name under which {@code docker login} files the credentials of Docker Hub. */
  static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

  private static final List<String> DOCKER_HUB_NAMES =
      List.of("docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com");

  /** What is filed for a repository or a part of its name, not for the whole registry. */
  Optional<Credential> ofRepository(String registryHost, String repository) {
    for (String name = repository; !name.isEmpty(); name = parent(name)) {
      Optional<Credential> found = find(registryHost, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** What is filed for a registry. */
  Optional<Credential> ofRegistry(String registryHost) {
    return find(registryHost, "");
  }

  private static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  private Optional<Credential> find(String registryHost, String path) {
    for (Map.Entry<String, JsonNode> auth : config.path("auths").properties()) {
      if (isOf(registryHost, path, auth.getKey())) {
        Optional<Credential> credential = credential(auth.getValue());
        if (credential.isPresent()) {
          return credential;
        }
      }
    }
    return Optional.empty();
  }

  /** {@code https://index.docker.io/v1/} is the whole of index.docker.io. */
  private static boolean isOf(String registryHost, String path, String key) {
    boolean url = key.contains("://");
    String name = url ? key.substring(key.indexOf("://") + 3) : key;
    int slash = name.indexOf('/');
    String host = slash < 0 ? name : name.substring(0, slash);
    String rest = slash < 0 || url ? "" : name.substring(slash + 1);
    boolean sameHost =
        registryHost.equals(host)
            || (registryHost.equals(Reference.DOCKER_HUB) && DOCKER_HUB_NAMES.contains(host));
    String trimmed = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    boolean api = trimmed.equals("v1") || trimmed.equals("v2");
    return sameHost && path.equals(api ? "" : trimmed);
  }

  /** Throws IllegalArgumentException, without the secret, if it can't be read. */
  private static Optional<Credential> credential(JsonNode entry) {
    Optional<String> token = Json.optionalText(entry, "identitytoken").filter(t -> !t.isEmpty());
    if (token.isPresent()) {
      return Optional.of(new Credential.IdentityToken(token.get()));
    }
    String auth = Json.optionalText(entry, "auth").orElse("");
    if (auth.isEmpty()) {
      return Json.optionalText(entry, "username")
          .filter(u -> !u.isEmpty())
          .map(u -> new Credential.UserPassword(u, entry.path("password").asText()));
    }
    String text;
    try {
      text = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw notBase64();
    }
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw notBase64();
    }
    return Optional.of(
        new Credential.UserPassword(text.substring(0, colon), text.substring(colon + 1)));
  }

  private static IllegalArgumentException notBase64() {
    return new IllegalArgumentException("its \"auth\" is not base64 of user:password");
  }

  /** The keys under which a registry's credentials may be filed with a helper. */
  static List<String> helperKeys(String registryHost) {
    List<String> keys = new ArrayList<>();
    if (registryHost.equals(Reference.DOCKER_HUB)) {
      keys.add(DOCKER_HUB_KEY);
    }
    keys.add(registryHost);
    return keys;
  }
}
