// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import java.util.List;

/**
 * What of its sources a COPY or ADD takes.
 *
 * @param parents a source is {@code /base/./pattern}: of what is below the base all that the
 *     pattern fits, in its directories; {@code **} is any number of these, no pattern is all
 * @param excludes patterns as in a .dockerignore, for paths below a source that is a directory, and
 *     for the name of one that is a file
 */
public record CopyFilter(boolean parents, List<String> excludes) {
  /** Takes everything. */
  public static final CopyFilter NONE = new CopyFilter(false, List.of());

  /** Stands between base and pattern. */
  public static final String PIVOT = "/./";

  public CopyFilter {
    excludes = List.copyOf(excludes);
  }

  /** Whether everything is taken. */
  public boolean isNone() {
    return !parents && excludes.isEmpty();
  }
}
