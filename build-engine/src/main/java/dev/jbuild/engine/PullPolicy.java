// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.util.Locale;

/** When a registry is asked for a base image. */
public enum PullPolicy {
  /** Ask the registry in each build; if it can't be reached, use the store's image and warn. */
  NEWER,
  /** Ask the registry in each build, and fail if it can't be reached. */
  ALWAYS,
  /** Use the store's image if there is one. */
  MISSING,
  /** Never ask a registry. */
  NEVER;

  /** Parses {@code always|missing|never|newer}; {@code true} is always, {@code false} newer. */
  public static PullPolicy parse(String text) {
    return switch (text) {
      case "true" -> ALWAYS;
      case "false" -> NEWER;
      case "always", "missing", "never", "newer" -> valueOf(text.toUpperCase(Locale.ROOT));
      default ->
          throw new IllegalArgumentException(
              "unknown pull policy " + text + ", known are always, missing, never and newer");
    };
  }

  /** The name that {@link #parse} reads. */
  public String displayName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
