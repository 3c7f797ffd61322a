// SPDX-License-Identifier: Apache-2.0
/**
 * Dockerfile → build plan, with no I/O.
 *
 * <p>{@link dev.jbuild.engine.plan.Planner} chooses the stages that a target needs, expands
 * variables, runs ONBUILD triggers and folds instructions that only change the configuration. What
 * is left are {@link dev.jbuild.engine.plan.Step}s, whose order is given by what they read.
 */
@NullMarked
package dev.jbuild.engine.plan;

import org.jspecify.annotations.NullMarked;
