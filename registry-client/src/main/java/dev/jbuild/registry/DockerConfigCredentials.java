// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials that {@code docker login} stores: {@code auths}, {@code credHelpers} and {@code
 * credsStore} of a {@code config.json}, read by jib-core.
 *
 * <p>The file is read anew for each look-up, so that credentials renewed during a build are seen.
 */
public final class DockerConfigCredentials implements CredentialSource {
  /** The name under which {@code docker login} files the credentials of Docker Hub. */
  private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

  private final Path configFile;

  public DockerConfigCredentials(Path configFile) {
    this.configFile = configFile;
  }

  /** Those of {@code $DOCKER_CONFIG/config.json}, else of {@code ~/.docker/config.json}. */
  public static DockerConfigCredentials ofEnvironment() {
    return new DockerConfigCredentials(
        configFile(System.getenv(), System.getProperty("user.home", "/")));
  }

  /**
   * HOME goes before {@code user.home}, which Java takes from passwd: inside a namespace, root's.
   */
  static Path configFile(Map<String, String> environment, String userHome) {
    String directory = environment.getOrDefault("DOCKER_CONFIG", "");
    if (!directory.isEmpty()) {
      return Path.of(directory, "config.json");
    }
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isEmpty() ? userHome : home, ".docker", "config.json");
  }

  @Override
  public Lookup lookup(String registryHost) {
    List<String> failedHelpers = new ArrayList<>();
    JibCredentials jib = new JibCredentials(configFile, registryHost);
    for (String key : keys(registryHost)) {
      Optional<Credential> credential = jib.retrieve(key, failedHelpers);
      if (credential.isPresent()) {
        return new Lookup(credential, configFile.toString());
      }
    }
    String helpers =
        failedHelpers.isEmpty()
            ? ""
            : " (" + String.join(", ", failedHelpers.stream().distinct().toList()) + " gave none)";
    return new Lookup(Optional.empty(), configFile + helpers);
  }

  private static List<String> keys(String registryHost) {
    return registryHost.equals(Reference.DOCKER_HUB)
        ? List.of(DOCKER_HUB_KEY, registryHost)
        : List.of(registryHost);
  }
}
