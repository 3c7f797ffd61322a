// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.JbuildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** What all goals share: their surroundings, the child process, and how failures become Maven's. */
abstract class JbuildMojo extends AbstractMojo {

  /** Whether to do nothing. */
  @Parameter(property = "jbuild.skip", defaultValue = "false")
  private boolean skip;

  /** Where images and cache are kept; {@code $JBUILD_ROOT} or the user's data if not given. */
  @Parameter(property = "jbuild.root")
  private @Nullable File root;

  /** The program {@code jbuild} to run, or a distribution of it, instead of the plugin's own. */
  @Parameter(property = "jbuild.launcher")
  private @Nullable File launcher;

  @Parameter(defaultValue = "${plugin.artifacts}", readonly = true, required = true)
  private List<Artifact> pluginArtifacts = List.of();

  @Parameter(defaultValue = "${project}", readonly = true)
  private @Nullable MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true)
  private @Nullable MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true)
  private @Nullable MojoExecution execution;

  /** The goal's work, unless it is skipped. */
  abstract void run() throws IOException, MojoExecutionException, MojoFailureException;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("jbuild is skipped");
      return;
    }
    try {
      checkParameters();
      run();
    } catch (BuildException e) {
      if (isFaultOfTheProject(e.exitCode())) {
        throw failure(e);
      }
      throw error(e);
    } catch (IOException e) {
      throw new MojoExecutionException(ErrorReport.describe(e), e);
    }
  }

  private static boolean isFaultOfTheProject(ExitCode code) {
    return switch (code) {
      case COMMAND_LINE, DOCKERFILE, RUN_FAILED -> true;
      case OK, REGISTRY, HOST, BUG, INTERRUPTED -> false;
    };
  }

  /**
   * A text of several lines begins on one of its own, so that carets are below what they mean.
   * Without its cause: Maven would add what that says to the last line.
   */
  private MojoFailureException failure(BuildException e) {
    String text = text(e);
    return text.contains("\n")
        ? new MojoFailureException(this, "jbuild failed", text)
        : new MojoFailureException(text);
  }

  private MojoExecutionException error(BuildException e) {
    String text = text(e);
    return text.contains("\n")
        ? new MojoExecutionException(this, "jbuild failed", text)
        : new MojoExecutionException(text, e);
  }

  private static String text(BuildException e) {
    return e.rendered().orElse(String.valueOf(e.getMessage()));
  }

  private void checkParameters() throws MojoFailureException {
    MojoExecution goal = execution;
    if (goal == null || session == null) {
      return;
    }
    KnownParameters known = KnownParameters.of(goal);
    Plugin plugin = goal.getPlugin();
    known.check(plugin.getConfiguration());
    PluginExecution inPom = plugin.getExecutionsAsMap().get(goal.getExecutionId());
    if (inPom != null) {
      known.check(inPom.getConfiguration());
    }
    Map<String, String> user = new TreeMap<>();
    Properties properties = session.getUserProperties();
    properties.stringPropertyNames().forEach(n -> user.put(n, properties.getProperty(n)));
    known.check(user);
  }

  /** Only a goal that needs no project may find none. */
  MavenProject project() {
    return Objects.requireNonNull(project, "no project");
  }

  MavenSession session() {
    return Objects.requireNonNull(session, "no session");
  }

  UserValues userValues() {
    return UserValues.of(project(), session());
  }

  /** As the command finds it. */
  Path root() {
    if (root != null) {
      return root.toPath();
    }
    String given = System.getenv().getOrDefault("JBUILD_ROOT", "");
    if (!given.isEmpty()) {
      return Path.of(given).toAbsolutePath();
    }
    String data = System.getenv().getOrDefault("XDG_DATA_HOME", "");
    return data.startsWith("/")
        ? Path.of(data, "jbuild")
        : Path.of(System.getProperty("user.home"), ".local", "share", "jbuild");
  }

  JbuildProcess process() {
    if (launcher != null) {
      return new JbuildProcess(launcher.toPath());
    }
    List<Path> jars = new ArrayList<>();
    for (Artifact artifact : pluginArtifacts) {
      if (artifact.getFile() != null) {
        jars.add(artifact.getFile().toPath());
      }
    }
    return JbuildProcess.ofClassPath(jars);
  }
}
