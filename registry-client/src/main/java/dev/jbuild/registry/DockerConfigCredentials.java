// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.registry.credentials.DockerConfigCredentialRetriever;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
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
    for (String key : keys(registryHost)) {
      Optional<Credential> credential = retrieve(key, registryHost, failedHelpers);
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

  private Optional<Credential> retrieve(
      String key, String registryHost, List<String> failedHelpers) {
    HelperLog log = new HelperLog(failedHelpers);
    try {
      return DockerConfigCredentialRetriever.create(key, configFile)
          .retrieve(log::accept)
          .map(DockerConfigCredentials::credential);
    } catch (JsonProcessingException e) {
      // Jackson's message may quote the file, which holds secrets: only the place is told.
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw unreadable(registryHost, "it is not valid JSON, see line " + line);
    } catch (AccessDeniedException e) {
      throw unreadable(registryHost, "permission denied");
    } catch (IOException e) {
      throw unreadable(registryHost, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw unreadable(registryHost, "its \"auth\" is not base64 of user:password");
    }
  }

  private RegistryException unreadable(String registryHost, String reason) {
    return new RegistryException(
        RegistryException.Reason.LOCAL,
        "cannot read the credentials of " + registryHost + " from " + configFile + ": " + reason);
  }

  private static Credential credential(com.google.cloud.tools.jib.api.Credential found) {
    return found.isOAuth2RefreshToken()
        ? new Credential.IdentityToken(found.getPassword())
        : new Credential.UserPassword(found.getUsername(), found.getPassword());
  }

  /**
   * Learns from jib's log which credential helper failed. Its warnings quote what the helper
   * printed, which may be a secret; the line before, "trying HELPER for HOST", does not.
   */
  private static final class HelperLog {
    private final List<String> failedHelpers;
    private String helper = "a credential helper";

    HelperLog(List<String> failedHelpers) {
      this.failedHelpers = failedHelpers;
    }

    void accept(LogEvent event) {
      String[] words = event.getMessage().split(" ", -1);
      if (words[0].equals("trying") && words.length > 1) {
        helper = words[1];
      } else if (event.getLevel() == LogEvent.Level.WARN) {
        failedHelpers.add(helper);
      }
    }
  }
}
