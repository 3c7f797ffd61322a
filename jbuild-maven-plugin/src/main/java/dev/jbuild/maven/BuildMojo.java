// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.io.IOException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Builds an image, and pushes it if asked to. */
@Mojo(
    name = "build",
    defaultPhase = LifecyclePhase.PACKAGE,
    requiresDependencyResolution = ResolutionScope.RUNTIME,
    threadSafe = true)
public final class BuildMojo extends BuildingMojo {

  /** Whether to push the image to each of its names. */
  @Parameter(property = "jbuild.push", defaultValue = "false")
  private boolean push;

  @Override
  void run() throws IOException, MojoFailureException {
    build(push);
  }
}
