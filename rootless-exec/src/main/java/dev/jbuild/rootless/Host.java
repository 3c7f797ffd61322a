// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * What the native launcher found out when it started this JVM.
 *
 * @param tier what RUN can do here
 * @param reason how the launcher got there, for people: {@code newuidmap not found: install uidmap}
 * @param callerLcAll the caller's {@code LC_ALL} (empty: it had none), if the launcher had to
 *     replace it to give the JVM UTF-8 file names; what jbuild starts outside of containers gets it
 *     back
 * @param openFiles the caller's soft limit of open files, which the JVM raises for itself
 */
public record Host(Tier tier, String reason, Optional<String> callerLcAll, OptionalLong openFiles) {

  /** The host of this JVM. Without the launcher the tier is {@link Tier#NONE}. */
  public static Host current() {
    return of(System.getProperties());
  }

  static Host of(Properties properties) {
    String tier = properties.getProperty("jbuild.tier");
    return new Host(
        tier == null ? Tier.NONE : Tier.parse(tier),
        properties.getProperty(
            "jbuild.tier.reason", "jbuild was not started by its native launcher"),
        Optional.ofNullable(properties.getProperty("jbuild.env.LC_ALL")),
        openFiles(properties.getProperty("jbuild.open.files", "")));
  }

  private static OptionalLong openFiles(String text) {
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }
}
