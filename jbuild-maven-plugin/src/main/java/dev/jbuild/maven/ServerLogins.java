// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.RegistryAccess.Login;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.maven.settings.Server;

/**
 * The logins of settings.xml whose ids are registries, {@code registry.example.com:5000}: only
 * these are decrypted and handed on.
 */
final class ServerLogins {
  private static final String DOCKER_HUB = "docker.io";
  private static final List<String> NAMES_OF_DOCKER_HUB =
      List.of("index.docker.io", "registry-1.docker.io", "registry.hub.docker.com");

  private ServerLogins() {}

  /** Logins by registry; {@code decrypted} gives a server with its password in clear. */
  static Map<String, Login> of(List<Server> servers, UnaryOperator<Server> decrypted) {
    Map<String, Login> logins = new LinkedHashMap<>();
    for (Server server : servers) {
      if (isRegistry(server.getId()) && server.getUsername() != null) {
        Server clear = decrypted.apply(server);
        if (clear.getPassword() != null) {
          logins.put(registry(server.getId()), new Login(clear.getUsername(), clear.getPassword()));
        }
      }
    }
    return logins;
  }

  private static boolean isRegistry(String id) {
    String host = registry(id);
    return host.contains(".") || host.contains(":") || host.equals("localhost");
  }

  /** Also as Docker and Jib write them, {@code https://index.docker.io/v1/}. */
  static String registry(String id) {
    String host =
        id.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "").replaceFirst("/.*", "");
    return NAMES_OF_DOCKER_HUB.contains(host) ? DOCKER_HUB : host;
  }
}
