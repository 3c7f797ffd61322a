// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.util.Locale;

/** The network of RUN steps that name none themselves. */
public enum NetworkMode {
  /** The network of jbuild itself; what {@code default} means here. */
  HOST,
  /** A loopback interface and nothing else. */
  NONE;

  /** Parses {@code default|host|none}. */
  public static NetworkMode parse(String text) {
    return switch (text) {
      case "default", "host" -> HOST;
      case "none" -> NONE;
      default ->
          throw new IllegalArgumentException(
              "unknown network " + text + ", known are default, host and none");
    };
  }

  /** The name that {@link #parse} reads. */
  public String displayName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
