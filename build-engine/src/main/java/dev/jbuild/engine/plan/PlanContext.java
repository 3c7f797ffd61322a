// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Expander;

/** What is the same for all stages of a build. */
record PlanContext(
    PlanOptions options, BuildArgs buildArgs, GlobalArgs globals, Names names, Expander expander) {}
