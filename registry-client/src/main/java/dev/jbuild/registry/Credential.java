// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

/** What a registry accepts from a user; its text never shows the secret. */
public sealed interface Credential {

  /** A name and a password, for basic authorisation or to be traded for a token. */
  record UserPassword(String user, String password) implements Credential {
    @Override
    public String toString() {
      return "user " + user;
    }
  }

  /** An OAuth2 refresh token, which the registry's token server trades for a token. */
  record IdentityToken(String token) implements Credential {
    @Override
    public String toString() {
      return "identity token";
    }
  }
}
