// SPDX-License-Identifier: Apache-2.0
/**
 * What a build will do, worked out without any effect.
 *
 * <p>{@code Planner} takes a parsed Dockerfile and the configs of its base images and returns a
 * {@link dev.jbuild.engine.plan.BuildPlan}: the stages that are needed, variables expanded, the
 * steps that change files, and the config that the others fold into.
 */
@NullMarked
package dev.jbuild.engine.plan;

import org.jspecify.annotations.NullMarked;
