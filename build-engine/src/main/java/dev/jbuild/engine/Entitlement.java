// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.util.List;
import java.util.stream.Stream;

/** What {@code --allow} lets a Dockerfile ask for. */
public enum Entitlement {
  /** {@code RUN --network=host}, which is the network of RUN anyway. */
  NETWORK_HOST("network.host"),
  /** {@code RUN --security=insecure}. */
  SECURITY_INSECURE("security.insecure");

  private final String displayName;

  Entitlement(String displayName) {
    this.displayName = displayName;
  }

  public String displayName() {
    return displayName;
  }

  /** Throws IllegalArgumentException for a name that is none. */
  public static Entitlement parse(String text) {
    for (Entitlement entitlement : values()) {
      if (entitlement.displayName.equals(text)) {
        return entitlement;
      }
    }
    List<String> known = Stream.of(values()).map(Entitlement::displayName).toList();
    throw new IllegalArgumentException(
        "unknown entitlement " + text + ", known are " + String.join(" and ", known));
  }
}
