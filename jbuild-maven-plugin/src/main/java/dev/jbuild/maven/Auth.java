// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.RegistryAccess.Login;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.Nullable;

/** {@code <auth>}: who logs in to a registry. */
public final class Auth {
  /** The registry's host and port; that of the image if it isn't given. */
  private @Nullable String registry;

  private @Nullable String username;
  private @Nullable String password;

  /** Made empty by Maven, which then sets the fields. */
  public Auth() {}

  Auth(@Nullable String registry, @Nullable String username, @Nullable String password) {
    this.registry = registry;
    this.username = username;
    this.password = password;
  }

  boolean isEmpty() {
    return registry == null && username == null && password == null;
  }

  String registryOr(String imagesRegistry) {
    return registry == null ? imagesRegistry : registry;
  }

  Login login() throws MojoFailureException {
    if (username == null || username.isEmpty()) {
      throw Wrong.parameter("auth.username", "is missing, beside <password>");
    }
    if (password == null || password.isEmpty()) {
      throw Wrong.parameter("auth.password", "is missing, beside <username> " + username);
    }
    return new Login(username, password);
  }

  /** This one, with what the command line says instead. */
  Auth with(UserValues values) {
    return new Auth(
        values.of("auth.registry").orElse(registry),
        values.of("auth.username").orElse(username),
        values.of("auth.password").orElse(password));
  }
}
