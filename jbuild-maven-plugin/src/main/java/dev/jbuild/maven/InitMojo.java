// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Writes a Dockerfile and a .dockerignore for the project, each line explained: those that {@code
 * build} uses where there are none, to go on from.
 */
@Mojo(name = "init", threadSafe = true)
public final class InitMojo extends ImageMojo {
  private static final String IGNORE =
      """
      # What COPY and ADD of the Dockerfile don't see of this directory, a pattern a line.

      # The history, which changes with each commit and is no part of the program.
      .git

      # What Maven makes: the contexts maven and maven-* have what an image needs of it.
      target

      # Files of editors.
      .idea
      .vscode
      *.iml

      # Files that may hold passwords.
      .env
      settings.xml
      """;

  /** Whether to write them even if they are there. */
  @Parameter(property = "jbuild.overwrite", defaultValue = "false")
  private boolean overwrite;

  @Override
  void run() throws IOException, MojoFailureException {
    String text = defaults().of(project()).text();
    write(existingContext().resolve("Dockerfile"), text);
    write(existingContext().resolve(".dockerignore"), IGNORE);
  }

  private void write(Path file, String text) throws IOException, MojoFailureException {
    if (Files.exists(file) && !overwrite) {
      throw new MojoFailureException(
          file + " is there already: -Djbuild.overwrite=true writes it anew");
    }
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    getLog().info("wrote " + file);
  }
}
