// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import java.util.Locale;
import java.util.Set;

/** Tells by its name that a variable holds a secret: one of its parts says so. */
public final class SecretNames {
  private static final Set<String> SECRET =
      Set.of(
          "apikey",
          "auth",
          "credential",
          "credentials",
          "key",
          "password",
          "pword",
          "passwd",
          "secret",
          "token");

  /** What is no secret all the same: a public key, the name of a file, the version of a module. */
  private static final Set<String> HARMLESS = Set.of("public", "file", "version");

  private SecretNames() {}

  /** Whether a name such as {@code GITHUB_TOKEN} says that its value is a secret. */
  public static boolean isSecret(String name) {
    boolean secret = false;
    for (String part : name.toLowerCase(Locale.ROOT).split("_", -1)) {
      if (HARMLESS.contains(part)) {
        return false;
      }
      secret |= SECRET.contains(part);
    }
    return secret;
  }
}
