// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.Optional;

/**
 * An entry of a {@link MergedView}.
 *
 * @param entry never a HARD_LINK
 * @param linkKey of a file: the same for all its names, and for no other file
 */
public record ViewEntry(Entry entry, Optional<String> linkKey) {}
