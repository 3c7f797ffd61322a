// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What whoever starts a build lends to its RUN steps, and to log in to servers with: none of it
 * gets into an image, a log, or a cache key.
 *
 * @param secrets by the id that {@code --mount=type=secret} names, or that says for which server it
 *     is
 * @param agents by the id that {@code --mount=type=ssh} names: the socket of an ssh agent, or files
 *     with private keys; an empty list is the agent of {@code $SSH_AUTH_SOCK}
 */
public record Grants(
    Map<String, SecretSource> secrets, Map<String, List<Path>> agents, Set<Entitlement> allowed) {
  /** Nothing at all. */
  public static final Grants NONE = new Grants(Map.of(), Map.of(), Set.of());

  public Grants {
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    agents = Collections.unmodifiableMap(new LinkedHashMap<>(agents));
    allowed = Set.copyOf(allowed);
  }
}
