// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import java.util.Locale;

/** How a layer blob is compressed. */
public enum Compression {
  NONE,
  GZIP,
  ZSTD;

  /** Parses a name of the command line: {@code zstd}, {@code gzip}, {@code uncompressed}. */
  public static Compression parse(String name) {
    return switch (name) {
      case "zstd" -> ZSTD;
      case "gzip" -> GZIP;
      case "uncompressed" -> NONE;
      default -> throw new IllegalArgumentException("unknown compression " + name);
    };
  }

  /** The name that {@link #parse} reads. */
  public String displayName() {
    return this == NONE ? "uncompressed" : name().toLowerCase(Locale.ROOT);
  }
}
