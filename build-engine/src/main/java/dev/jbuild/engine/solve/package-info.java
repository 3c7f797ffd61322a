// SPDX-License-Identifier: Apache-2.0
/**
 * Carrying out a plan: everything of the engine that has an effect.
 *
 * <p>{@link dev.jbuild.engine.solve.BuildSession} is the way in. {@code Solver} runs the steps of a
 * plan as their inputs are ready, {@code *Executor} does the work of one kind of step, {@code
 * Layer} and {@code Snapshot} are what they make, {@code LayerStore} and {@code BuildCache} what
 * survives a build.
 */
@NullMarked
package dev.jbuild.engine.solve;

import org.jspecify.annotations.NullMarked;
