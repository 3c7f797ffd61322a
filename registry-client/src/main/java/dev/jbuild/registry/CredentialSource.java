// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.Optional;

/** Finds the user's credentials; asked only when a registry wants some. Thread-safe. */
@FunctionalInterface
public interface CredentialSource {
  /** What was found, and for messages where it was looked for. */
  record Lookup(Optional<Credential> credential, String where) {}

  /**
   * Looks for the credential of a repository in {@code registryHost}, as in {@link
   * Reference#registryHost}; an empty repository means the registry itself.
   *
   * @throws RegistryException if there is a configuration that can't be read
   */
  Lookup lookup(String registryHost, String repository);

  /** Knows no credentials. */
  static CredentialSource none() {
    return (host, repository) -> new Lookup(Optional.empty(), "credentials are not used");
  }
}
