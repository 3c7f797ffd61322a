// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.Call;
import dev.jbuild.engine.CallFormat;
import dev.jbuild.engine.CallResult;
import dev.jbuild.engine.DockerfileCalls;
import java.io.IOException;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Tells what is wrong or doubtful in the Dockerfile, and builds nothing. */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VALIDATE, threadSafe = true)
public final class CheckMojo extends ImageMojo {

  /** Whether what is doubtful fails the build, as what is wrong does. */
  @Parameter(property = "jbuild.failOnWarning", defaultValue = "true")
  private boolean failOnWarning = true;

  @Override
  void run() throws IOException, MojoFailureException {
    Optional<Recipe> recipe = ownRecipe();
    if (recipe.isEmpty()) {
      getLog().info("no Dockerfile to check");
      return;
    }
    CallResult result =
        new DockerfileCalls()
            .call(Call.CHECK, request(false, recipe, Optional.empty()), CallFormat.TEXT);
    if (result.errors() > 0 || (failOnWarning && result.warnings() > 0)) {
      throw new MojoFailureException(this, "the check of the Dockerfile failed", result.text());
    }
    if (!result.text().isBlank()) {
      getLog().warn(result.text().stripTrailing());
    }
  }
}
