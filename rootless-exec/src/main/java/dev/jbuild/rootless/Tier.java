// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

/** What the host lets a build do: how RUN gets its root file system, and how many ids there are. */
public enum Tier {
  /** Namespaces, and real ids: root, or a user with ranges in {@code /etc/subuid}. */
  IDS("1"),
  /** Namespaces with the single id of the caller; a supervisor has containers believe in others. */
  SINGLE_ID("2"),
  /** No namespaces: no RUN. A build without RUN works. */
  NONE("none");

  private final String name;

  Tier(String name) {
    this.name = name;
  }

  /** As the launcher and the user know it: {@code 1}, {@code 2}, {@code none}. */
  @Override
  public String toString() {
    return name;
  }

  /** Throws IllegalArgumentException for a name that is none. */
  public static Tier parse(String name) {
    for (Tier tier : values()) {
      if (tier.name.equals(name)) {
        return tier;
      }
    }
    throw new IllegalArgumentException("unknown tier \"" + name + "\"");
  }
}
