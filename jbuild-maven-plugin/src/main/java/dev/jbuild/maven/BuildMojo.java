// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.BuildResult;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.ContextModes;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.DockerfileSource;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.Grants;
import dev.jbuild.engine.JbuildProcess;
import dev.jbuild.engine.NetworkMode;
import dev.jbuild.engine.Output;
import dev.jbuild.engine.PullPolicy;
import dev.jbuild.engine.RegistryAccess;
import dev.jbuild.oci.Compression;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Builds an image from a Dockerfile, and pushes it if asked to. */
@Mojo(name = "build", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class BuildMojo extends AbstractMojo {

  /** The name of the image, {@code registry.example.com/team/app}, with or without a tag. */
  @Parameter(property = "jbuild.image", required = true)
  private String image = "";

  /** Tags of the image besides the one in its name. */
  @Parameter(property = "jbuild.tags")
  private List<String> tags = List.of();

  /** The Dockerfile; {@code Dockerfile} in the context directory if not given. */
  @Parameter(property = "jbuild.dockerfile")
  private @Nullable File dockerfile;

  /** The directory that COPY and ADD read. */
  @Parameter(property = "jbuild.contextDirectory", defaultValue = "${project.basedir}")
  private File contextDirectory = new File(".");

  /** Values of ARG. */
  @Parameter private Map<String, String> buildArgs = Map.of();

  /** Labels of the image. */
  @Parameter private Map<String, String> labels = Map.of();

  /** The stage to build; the last one if not given. */
  @Parameter(property = "jbuild.target")
  private @Nullable String target;

  /** Whether to push the image to each of its names. */
  @Parameter(property = "jbuild.push", defaultValue = "false")
  private boolean push;

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

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("jbuild is skipped");
      return;
    }
    try {
      BuildResult result = process().build(request(), new LogProgress(getLog()));
      getLog().info("built " + String.join(", ", result.names()));
      getLog().info("digest " + result.manifest().digest() + ", image ID " + result.imageId());
    } catch (BuildException e) {
      String text = e.rendered().orElse(String.valueOf(e.getMessage()));
      if (isFaultOfTheProject(e.exitCode())) {
        throw new MojoFailureException(text, e);
      }
      throw new MojoExecutionException(text, e);
    }
  }

  BuildRequest request() {
    List<Output> outputs = push ? List.of(new Output.Registry()) : List.of();
    return new BuildRequest(
        Optional.ofNullable(root).map(File::toPath).orElseGet(BuildMojo::defaultRoot),
        new ContextSource.Directory(contextDirectory.toPath()),
        Optional.ofNullable(dockerfile).map(File::toPath).map(DockerfileSource.LocalFile::new),
        Map.of(),
        names(),
        new LinkedHashMap<>(buildArgs),
        Optional.ofNullable(target),
        new LinkedHashMap<>(labels),
        Optional.empty(),
        CacheOptions.DEFAULT,
        ContextModes.KEPT,
        PullPolicy.NEWER,
        NetworkMode.HOST,
        Compression.ZSTD,
        OptionalInt.empty(),
        OptionalLong.empty(),
        outputs,
        Grants.NONE,
        RegistryAccess.DEFAULT);
  }

  /** The image's name, then the same name with each further tag. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(image);
    int colon = image.indexOf(':', image.lastIndexOf('/') + 1);
    String repository = colon < 0 ? image : image.substring(0, colon);
    tags.forEach(tag -> names.add(repository + ":" + tag));
    return names;
  }

  private JbuildProcess process() {
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

  /** As the command does it. */
  private static Path defaultRoot() {
    String root = System.getenv().getOrDefault("JBUILD_ROOT", "");
    if (!root.isEmpty()) {
      return Path.of(root);
    }
    String data = System.getenv().getOrDefault("XDG_DATA_HOME", "");
    return data.startsWith("/")
        ? Path.of(data, "jbuild")
        : Path.of(System.getProperty("user.home"), ".local", "share", "jbuild");
  }

  private static boolean isFaultOfTheProject(ExitCode code) {
    return switch (code) {
      case COMMAND_LINE, DOCKERFILE, RUN_FAILED -> true;
      case OK, REGISTRY, HOST, BUG, INTERRUPTED -> false;
    };
  }
}
