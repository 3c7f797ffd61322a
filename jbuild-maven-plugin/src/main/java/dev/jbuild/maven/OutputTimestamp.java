// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import org.apache.maven.plugin.MojoFailureException;

/** {@code project.build.outputTimestamp}: the time that reproducible builds give their files. */
final class OutputTimestamp {
  static final String PROPERTY = "project.build.outputTimestamp";

  private OutputTimestamp() {}

  /**
   * Seconds since 1970 of ISO 8601 text or of digits; nothing for a single character, by which
   * Maven's plugins turn it off in a child project.
   */
  static OptionalLong parse(String text) throws MojoFailureException {
    boolean digits = text.chars().allMatch(Character::isDigit);
    if (text.isEmpty() || (text.length() < 2 && !digits)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          digits ? Long.parseLong(text) : OffsetDateTime.parse(text).toEpochSecond());
    } catch (NumberFormatException | DateTimeParseException e) {
      throw new MojoFailureException(
          "property " + PROPERTY + " \"" + text + "\": give a time, as in 2026-01-01T00:00:00Z");
    }
  }
}
