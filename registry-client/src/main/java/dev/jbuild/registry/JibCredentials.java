// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.registry.credentials.DockerConfigCredentialRetriever;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * jib-core's reading of a Docker configuration, in a class of its own so that jib and what it needs
 * is loaded only when a registry wants credentials.
 */
final class JibCredentials {
  private final Path configFile;
  private final String registryHost;

  JibCredentials(Path configFile, String registryHost) {
    this.configFile = configFile;
    this.registryHost = registryHost;
  }

  /** Empty if there is none; a helper that gave none or failed is added to the list. */
  Optional<Credential> retrieve(String key, List<String> failedHelpers) {
    HelperLog log = new HelperLog(failedHelpers);
    try {
      Optional<com.google.cloud.tools.jib.api.Credential> found =
          DockerConfigCredentialRetriever.create(key, configFile).retrieve(log::accept);
      return found.isPresent() ? Optional.of(credential(found.get())) : Optional.empty();
    } catch (JsonProcessingException e) {
      // Jackson's message may quote the file, which holds secrets: only the place is told.
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw unreadable("it is not valid JSON, see line " + line);
    } catch (AccessDeniedException e) {
      throw unreadable("permission denied");
    } catch (IOException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw unreadable("its \"auth\" is not base64 of user:password");
    }
  }

  private RegistryException unreadable(String reason) {
    return new RegistryException(
        RegistryException.Reason.LOCAL,
        "cannot read the credentials of " + registryHost + " from " + configFile + ": " + reason);
  }

  private Credential credential(com.google.cloud.tools.jib.api.Credential found)
      throws IOException {
    if (found.isOAuth2RefreshToken()) {
      return new Credential.IdentityToken(found.getPassword());
    }
    Optional<Credential> identity =
        found.getPassword().isEmpty()
            ? new IdentityTokens(configFile).of(registryHost)
            : Optional.empty();
    return identity.orElseGet(
        () -> new Credential.UserPassword(found.getUsername(), found.getPassword()));
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
