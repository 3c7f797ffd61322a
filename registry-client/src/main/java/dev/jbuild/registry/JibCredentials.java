// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import com.google.cloud.tools.jib.registry.credentials.CredentialHelperNotFoundException;
import com.google.cloud.tools.jib.registry.credentials.CredentialHelperUnhandledServerUrlException;
import com.google.cloud.tools.jib.registry.credentials.DockerCredentialHelper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * jib-core's use of credential helpers, in a class of its own so that jib and what it needs is
 * loaded only when a registry wants credentials of one.
 */
final class JibCredentials {
  private JibCredentials() {}

  /**
   * What {@code docker-credential-<helper>} has for {@code key}; empty, and the helper in the list,
   * if it has nothing or failed. What it prints then may be a secret, and is not told.
   */
  static Optional<Credential> retrieve(String helper, String key, List<String> failedHelpers) {
    String program = "docker-credential-" + helper;
    try {
      var found = new DockerCredentialHelper(key, Path.of(program)).retrieve();
      return Optional.of(
          found.isOAuth2RefreshToken()
              ? new Credential.IdentityToken(found.getPassword())
              : new Credential.UserPassword(found.getUsername(), found.getPassword()));
    } catch (IOException
        | CredentialHelperUnhandledServerUrlException
        | CredentialHelperNotFoundException e) {
      failedHelpers.add(program);
      return Optional.empty();
    }
  }
}
