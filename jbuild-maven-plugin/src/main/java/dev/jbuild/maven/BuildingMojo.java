// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.BuildResult;
import dev.jbuild.engine.JbuildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;

/** A goal that builds: in a child process, with the module's log kept together. */
abstract class BuildingMojo extends ImageMojo {

  final void build(boolean push) throws IOException, MojoFailureException {
    JbuildProcess.requireLinux(System.getProperty("os.name"));
    Optional<Recipe> recipe = recipe();
    if (recipe.isEmpty()) {
      getLog().info("no image: packaging pom, and no Dockerfile");
      return;
    }
    mavenContexts().make(recipe.get().text());
    BuildRequest request = request(push, recipe, Optional.of(imageName()));
    Optional<String> module =
        Optional.of(project().getArtifactId()).filter(name -> session().isParallel());
    module.ifPresent(m -> getLog().info("building " + String.join(", ", request.tags())));
    BuildResult result;
    try (ModuleLog log = new ModuleLog(getLog(), module)) {
      result = process().build(request, new LogProgress(log));
      log.info("built " + String.join(", ", result.names()));
      log.info("digest " + result.manifest().digest() + ", image ID " + result.imageId());
    }
    outputs().results().write(result);
  }

  /** The project's own, or the default for its kind; none for a pom. */
  private Optional<Recipe> recipe() throws IOException, MojoFailureException {
    Optional<Recipe> own = ownRecipe();
    if (own.isPresent() || project().getPackaging().equals("pom")) {
      return own;
    }
    Path file = Path.of(project().getBuild().getDirectory(), "jbuild", "Dockerfile");
    return Optional.of(Recipe.write(file, defaults().of(project()).text()));
  }
}
