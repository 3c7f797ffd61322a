// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code jbuild} command: turns arguments into a request, shows progress, ends with a code.
 *
 * <p>Start-up is part of the contract: an unchanged rebuild is short, so nothing here loads what
 * the command at hand doesn't need.
 */
@NullMarked
package dev.jbuild.cli;

import org.jspecify.annotations.NullMarked;
