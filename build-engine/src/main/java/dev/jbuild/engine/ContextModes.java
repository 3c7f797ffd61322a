// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.util.Locale;

/** The modes that COPY and ADD give to what they take from contexts. */
public enum ContextModes {
  /** Those of the files. */
  KEPT,
  /**
   * 0755 for directories and for files that their owner may execute, else 0644: for checkouts with
   * different umasks.
   */
  NORMALIZED;

  /** Parses {@code kept} or {@code normalized}; throws IllegalArgumentException naming the text. */
  public static ContextModes parse(String text) {
    return switch (text) {
      case "kept" -> KEPT;
      case "normalized" -> NORMALIZED;
      default ->
          throw new IllegalArgumentException(
              "unknown modes " + text + ", known are kept and normalized");
    };
  }

  public String displayName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
