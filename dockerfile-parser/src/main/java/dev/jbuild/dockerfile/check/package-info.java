// SPDX-License-Identifier: Apache-2.0
/**
 * Checks: what is doubtful in a Dockerfile that is not wrong.
 *
 * <p>{@link dev.jbuild.dockerfile.check.Rule} is the table of all rules. Those that need nothing
 * but the file are here; those that need values of variables or base images are in the planner, and
 * note what they find in the same {@link dev.jbuild.dockerfile.check.Findings}.
 */
@NullMarked
package dev.jbuild.dockerfile.check;

import org.jspecify.annotations.NullMarked;
