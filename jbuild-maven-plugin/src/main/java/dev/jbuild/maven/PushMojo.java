// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.io.IOException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Pushes the image to each of its names. It is built first, which is no work if the goal {@code
 * build} has done so: every step is cached then.
 */
@Mojo(
    name = "push",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresDependencyResolution = ResolutionScope.RUNTIME,
    threadSafe = true)
public final class PushMojo extends BuildingMojo {
  @Override
  void run() throws IOException, MojoFailureException {
    build(true);
  }
}
