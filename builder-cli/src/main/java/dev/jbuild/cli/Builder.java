// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.BuildResult;

/** Builds images; {@link dev.jbuild.engine.ImageBuilder} in real life. */
@FunctionalInterface
interface Builder {
  BuildResult build(BuildRequest request, BuildProgress progress);
}
