// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for credentials where Docker and podman keep them.
 *
 * <p>Those given for a registry come first. Then a file that is named, by the caller or {@code
 * $REGISTRY_AUTH_FILE}, and no other; else {@code $DOCKER_AUTH_CONFIG}, {@code
 * $DOCKER_CONFIG/config.json}, {@code $XDG_RUNTIME_DIR/containers/auth.json}, {@code
 * ~/.config/containers/auth.json}, {@code ~/.docker/config.json}. All are read anew each time.
 */
public final class UserCredentials implements CredentialSource {
  private final Map<String, Credential.UserPassword> given;
  private final Optional<String> inline;
  private final List<CredentialFile> files;

  /**
   * Reads nothing yet.
   *
   * @param userHome the home directory where there is no {@code HOME}: Java takes it from passwd,
   *     which inside a namespace is root's
   * @param given by the registry's host
   */
  public UserCredentials(
      Map<String, String> environment,
      String userHome,
      Optional<Path> named,
      Map<String, Credential.UserPassword> given) {
    this.given = Map.copyOf(given);
    Optional<Path> only = named.or(() -> variable(environment, "REGISTRY_AUTH_FILE").map(Path::of));
    this.inline = only.isPresent() ? Optional.empty() : variable(environment, "DOCKER_AUTH_CONFIG");
    this.files =
        only.map(List::of).orElseGet(() -> places(environment, userHome)).stream()
            .map(CredentialFile::new)
            .toList();
  }

  /** Those of this process's environment. */
  public static UserCredentials ofEnvironment() {
    return new UserCredentials(
        System.getenv(), System.getProperty("user.home", "/"), Optional.empty(), Map.of());
  }

  static List<Path> places(Map<String, String> environment, String userHome) {
    Path home = Path.of(variable(environment, "HOME").orElse(userHome));
    LinkedHashSet<Path> places = new LinkedHashSet<>();
    variable(environment, "DOCKER_CONFIG").ifPresent(d -> places.add(Path.of(d, "config.json")));
    variable(environment, "XDG_RUNTIME_DIR")
        .ifPresent(d -> places.add(Path.of(d, "containers", "auth.json")));
    Path config =
        variable(environment, "XDG_CONFIG_HOME").map(Path::of).orElse(home.resolve(".config"));
    places.add(config.resolve("containers").resolve("auth.json"));
    places.add(home.resolve(".docker").resolve("config.json"));
    return List.copyOf(places);
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
  }

  @Override
  public Lookup lookup(String registryHost, String repository) {
    Optional<Credential> own = Optional.ofNullable(given.get(registryHost));
    if (own.isPresent()) {
      return new Lookup(own, "the command line");
    }
    List<String> searched = new ArrayList<>();
    if (inline.isPresent()) {
      Optional<Credential> found = inline(registryHost, repository);
      if (found.isPresent()) {
        return new Lookup(found, "$DOCKER_AUTH_CONFIG");
      }
      searched.add("$DOCKER_AUTH_CONFIG");
    }
    for (CredentialFile file : files) {
      Lookup lookup = file.lookup(registryHost, repository);
      if (lookup.credential().isPresent()) {
        return lookup;
      }
      searched.add(lookup.where());
    }
    return new Lookup(Optional.empty(), String.join(", ", searched));
  }

  private Optional<Credential> inline(String registryHost, String repository) {
    try {
      byte[] data = inline.orElse("").getBytes(StandardCharsets.UTF_8);
      AuthEntries entries = new AuthEntries(Json.parseObject(data, "the variable"));
      return entries
          .ofRepository(registryHost, repository)
          .or(() -> entries.ofRegistry(registryHost));
    } catch (OciException e) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL, "$DOCKER_AUTH_CONFIG is not valid JSON");
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL, "cannot read $DOCKER_AUTH_CONFIG: " + e.getMessage());
    }
  }
}
