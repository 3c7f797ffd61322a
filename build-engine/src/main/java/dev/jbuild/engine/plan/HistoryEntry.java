// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import java.util.Optional;

/** What an instruction adds to the image's history; with no step it is an {@code empty_layer}. */
public record HistoryEntry(CharSequence createdBy, Optional<Step> step) {
  /** The {@code comment} of every entry. */
  public static final String COMMENT = "jbuild.dockerfile.v0";
}
