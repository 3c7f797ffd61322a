// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.engine.solve.RegistryClients;
import dev.jbuild.registry.Credential;
import dev.jbuild.registry.CredentialSource;
import dev.jbuild.registry.LoginFile;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.registry.RegistryException;
import dev.jbuild.registry.RegistryOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The credentials that a user keeps for registries. */
public final class RegistryLogins {
  private final RegistryAccess access;
  private final LoginFile file;

  public RegistryLogins(RegistryAccess access) {
    this.access = access;
    this.file =
        LoginFile.of(access.authFile(), System.getenv(), System.getProperty("user.home", "/"));
  }

  /**
   * Stores a login, if the registry takes it.
   *
   * @param place a registry, with a repository or the first parts of its name if it is for that
   *     only; as users write it, {@code https://index.docker.io/v1/} too
   * @return where it is stored
   */
  public Path login(String place, RegistryAccess.Login login) {
    Place parsed = Place.parse(place);
    Credential.UserPassword credential =
        new Credential.UserPassword(login.user(), login.password());
    CredentialSource given =
        (host, repository) ->
            new CredentialSource.Lookup(Optional.of(credential), "the command line");
    RegistryOptions options =
        new RegistryClients(access, List.of()).options().withCredentials(given);
    try (RegistryClient client = new RegistryClient(options)) {
      client.requireLogin(parsed.host, parsed.repository);
      file.store(parsed.key(), credential);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.path();
  }

  /** Forgets a login, and returns where it was stored; a failure if there is none. */
  public Path logout(String place) {
    Place parsed = Place.parse(place);
    try {
      if (!file.erase(parsed.key())) {
        throw new BuildException(
            ExitCode.COMMAND_LINE, "no credentials for " + parsed.key() + " in " + file.path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.path();
  }

  private record Place(String host, String repository) {
    static Place parse(String text) {
      String name = text.substring(text.indexOf("://") < 0 ? 0 : text.indexOf("://") + 3);
      boolean url = name.length() < text.length();
      int slash = name.indexOf('/');
      String host = slash < 0 ? name : name.substring(0, slash);
      String rest = slash < 0 || url ? "" : name.substring(slash + 1);
      boolean hub = host.equals("index.docker.io") || host.equals("registry-1.docker.io");
      try {
        // Says what is wrong with a name.
        Reference reference =
            Reference.parse((hub ? "docker.io" : host) + "/" + (rest.isEmpty() ? "x/x" : rest));
        return new Place(reference.registryHost(), rest);
      } catch (IllegalArgumentException | RegistryException e) {
        throw new BuildException(
            ExitCode.COMMAND_LINE, "\"" + text + "\" is not a registry: " + e.getMessage(), e);
      }
    }

    String key() {
      return repository.isEmpty() ? host : host + "/" + repository;
    }
  }
}
