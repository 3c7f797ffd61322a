// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.CacheLocation;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.CacheTarget;
import dev.jbuild.engine.ContextModes;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.Grants;
import dev.jbuild.engine.ImageName;
import dev.jbuild.engine.NetworkMode;
import dev.jbuild.engine.Output;
import dev.jbuild.engine.PullPolicy;
import dev.jbuild.engine.RegistryAccess;
import dev.jbuild.engine.RegistryAccess.Login;
import dev.jbuild.engine.SecretSource;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.jspecify.annotations.Nullable;

/** The parameters that say what image to make of what, and the request that they make. */
abstract class ImageMojo extends JbuildMojo {
  private static final String EPOCH = "SOURCE_DATE_EPOCH";

  /** The name of the image, {@code registry.example.com/team/app}, with or without a tag. */
  @Parameter(property = "jbuild.image")
  private @Nullable String image;

  /** Tags of the image besides the one in its name. */
  @Parameter(property = "jbuild.tags")
  private List<String> tags = List.of();

  /**
   * The Dockerfile; {@code Dockerfile} or {@code Containerfile} in the context directory if not
   * given.
   */
  @Parameter(property = "jbuild.dockerfile")
  private @Nullable File dockerfile;

  /** The directory that COPY and ADD read. */
  @Parameter(property = "jbuild.contextDirectory", defaultValue = "${project.basedir}")
  private File contextDirectory = new File(".");

  /**
   * What {@code COPY --from} and FROM may name besides stages and images: a path, URL or image for
   * each name. One of them on the command line: {@code -Djbuild.buildContext.NAME=SOURCE}.
   */
  @Parameter private Map<String, String> buildContexts = Map.of();

  /** Values of ARG. One of them on the command line: {@code -Djbuild.buildArg.NAME=VALUE}. */
  @Parameter private Map<String, String> buildArgs = Map.of();

  /** Labels of the image. One of them on the command line: {@code -Djbuild.label.NAME=VALUE}. */
  @Parameter private Map<String, String> labels = Map.of();

  /** The stage to build; the last one if not given. */
  @Parameter(property = "jbuild.target")
  private @Nullable String target;

  /** The platform to build for, {@code linux/arm64}; this machine's if not given. Only one yet. */
  @Parameter(property = "jbuild.platforms")
  private List<String> platforms = List.of();

  /** The format of manifest and config: {@code oci}, the only one yet. */
  @Parameter(property = "jbuild.format", defaultValue = "oci")
  private String format = "oci";

  /** How new layers are compressed: {@code zstd}, {@code gzip} or {@code uncompressed}. */
  @Parameter(property = "jbuild.compression", defaultValue = "zstd")
  private String compression = "zstd";

  /** Repositories of registries, {@code example.com/team/cache}, to take finished steps from. */
  @Parameter(property = "jbuild.cacheFrom")
  private List<String> cacheFrom = List.of();

  /** Repositories of registries to leave finished steps in, for others to take. */
  @Parameter(property = "jbuild.cacheTo")
  private List<String> cacheTo = List.of();

  /**
   * Files to write besides the image in the store: {@code tar}, {@code ociLayout}, {@code
   * ociArchive}, {@code digest}, {@code imageId}, {@code metadata}. One of them on the command
   * line: {@code -Djbuild.outputs.tar=FILE}.
   */
  @Parameter private Outputs outputs = new Outputs();

  /**
   * Secrets for {@code RUN --mount=type=secret,id=NAME}: {@code env=VARIABLE} or {@code src=FILE}
   * for each name. One of them on the command line: {@code -Djbuild.secret.NAME=env=VARIABLE}.
   */
  @Parameter private Map<String, String> secrets = Map.of();

  /**
   * {@code username} and {@code password} for a {@code registry}, the image's if none is named; on
   * the command line {@code -Djbuild.auth.username=NAME} and so on. Servers of settings.xml whose
   * ids are registries, Docker's configuration and its credential helpers are asked without it.
   */
  @Parameter private Auth auth = new Auth();

  /** Whether every step is to run again. */
  @Parameter(property = "jbuild.noCache", defaultValue = "false")
  private boolean noCache;

  /**
   * When a registry is asked for base images: {@code newer} or {@code always} in each build, {@code
   * missing} if the store has none, {@code never}.
   */
  @Parameter(property = "jbuild.pull", defaultValue = "newer")
  private String pull = "newer";

  /** The network of RUN steps: {@code host} or {@code none}. */
  @Parameter(property = "jbuild.network", defaultValue = "host")
  private String network = "host";

  /** How many RUN steps may run at once; the larger of 4 and twice the cores if not given. */
  @Parameter(property = "jbuild.jobs")
  private @Nullable Integer jobs;

  /**
   * The image below, where the project has no Dockerfile: eclipse-temurin with the project's Java,
   * or tomcat with it, if not given.
   */
  @Parameter(property = "jbuild.baseImage")
  private @Nullable String baseImage;

  /** The class to start, where there is no Dockerfile; the only one with a main method else. */
  @Parameter(property = "jbuild.mainClass")
  private @Nullable String mainClass;

  /** A command that tells whether the program works, where there is no Dockerfile. */
  @Parameter(property = "jbuild.healthCheck")
  private @Nullable String healthCheck;

  @Inject private @Nullable SettingsDecrypter decrypter;

  /**
   * What the parameters ask for.
   *
   * @param recipe the Dockerfile; without one, what jbuild finds in the context
   * @param name absent where nothing is to be built
   */
  BuildRequest request(boolean push, Optional<Recipe> recipe, Optional<ImageName> name)
      throws MojoFailureException {
    UserValues values = userValues();
    checkFormat();
    List<Output> images = new ArrayList<>(outputs().images());
    if (push) {
      images.add(new Output.Registry());
    }
    Map<String, String> arguments = arguments(values, recipe);
    return new BuildRequest(
        root(),
        new ContextSource.Directory(existingContext()),
        recipe.map(Recipe::source),
        contexts(values),
        name.isPresent() ? names(name.get()) : List.of(),
        arguments,
        Optional.ofNullable(target),
        values.over(labels, "label"),
        platform(),
        cache(),
        ContextModes.KEPT,
        Wrong.orElse("pull", pull, PullPolicy::parse),
        Wrong.orElse("network", network, NetworkMode::parse),
        compression(),
        jobs(),
        arguments.containsKey(EPOCH) ? OptionalLong.empty() : seconds(),
        images,
        new Grants(secrets(values), Map.of(), Set.of()),
        RegistryAccess.ofLogins(name.isPresent() ? logins(values, name.get()) : Map.of()));
  }

  /** The project's Dockerfile, if it has one. */
  Optional<Recipe> ownRecipe() throws IOException, MojoFailureException {
    if (dockerfile == null) {
      return Recipe.in(existingContext());
    }
    if (!dockerfile.isFile()) {
      throw Wrong.parameter("dockerfile", "\"" + dockerfile + "\": there is no such file");
    }
    return Optional.of(Recipe.of(dockerfile.toPath()));
  }

  Defaults defaults() {
    return new Defaults(
        Optional.ofNullable(baseImage),
        Optional.ofNullable(mainClass),
        Optional.ofNullable(healthCheck));
  }

  MavenContexts mavenContexts() throws MojoFailureException {
    Set<String> modules = new HashSet<>();
    session().getProjects().forEach(p -> modules.add(p.getGroupId() + ":" + p.getArtifactId()));
    return new MavenContexts(
        project(), seconds(), a -> modules.contains(a.getGroupId() + ":" + a.getArtifactId()));
  }

  /** The time of the project's property, else that of the environment, as the command has it. */
  private OptionalLong seconds() throws MojoFailureException {
    String said = project().getProperties().getProperty(OutputTimestamp.PROPERTY, "");
    String variable = System.getenv().getOrDefault(EPOCH, "");
    OptionalLong seconds = OutputTimestamp.parse(said);
    return seconds.isPresent() ? seconds : OutputTimestamp.parse(variable);
  }

  private Map<String, String> arguments(UserValues values, Optional<Recipe> recipe) {
    Map<String, String> arguments = new LinkedHashMap<>();
    recipe.ifPresent(r -> arguments.putAll(ProjectArguments.of(r.text(), project())));
    arguments.putAll(values.over(buildArgs, "buildArg"));
    return arguments;
  }

  private Map<String, SecretSource> secrets(UserValues values) throws MojoFailureException {
    return Secrets.parse(values.over(secrets, "secret"), project().getBasedir().toPath());
  }

  Outputs outputs() {
    return outputs.with(userValues(), project().getBasedir());
  }

  ImageName imageName() throws MojoFailureException {
    if (image == null || image.isBlank()) {
      throw Wrong.parameter(
          "image", "is missing: name the image, as in registry.example.com/team/app:1.0");
    }
    return Wrong.orElse("image", image, ImageName::parse);
  }

  /** The image's name, then the same name with each further tag. */
  private List<String> names(ImageName name) throws MojoFailureException {
    List<String> names = new ArrayList<>();
    names.add(name.full());
    for (String tag : tags) {
      names.add(Wrong.orElse("tags", tag, name::withTag).full());
    }
    return names;
  }

  private void checkFormat() throws MojoFailureException {
    switch (format.toLowerCase(Locale.ROOT)) {
      case "oci" -> {}
      case "docker" -> throw Wrong.parameter("format", "\"" + format + "\": only oci is there yet");
      default -> throw Wrong.parameter("format", "\"" + format + "\": it is oci");
    }
  }

  private CacheOptions cache() throws MojoFailureException {
    List<CacheLocation> from = caches("cacheFrom", cacheFrom);
    List<CacheTarget> to = new ArrayList<>();
    caches("cacheTo", cacheTo)
        .forEach(location -> to.add(new CacheTarget(location, false, Optional.empty())));
    return new CacheOptions(noCache, List.of(), Optional.empty(), from, to, false, false);
  }

  private static List<CacheLocation> caches(String parameter, List<String> names)
      throws MojoFailureException {
    List<CacheLocation> caches = new ArrayList<>();
    for (String name : names) {
      if (name.indexOf('=') >= 0) {
        throw Wrong.parameter(
            parameter,
            "\"" + name + "\": only a repository is possible yet, as in example.com/cache");
      }
      Wrong.orElse(parameter, name, ImageName::parse);
      caches.add(new CacheLocation.Registry(name));
    }
    return caches;
  }

  Path existingContext() throws MojoFailureException {
    Path directory = contextDirectory.toPath();
    if (!Files.isDirectory(directory)) {
      throw Wrong.parameter(
          "contextDirectory", "\"" + directory + "\": there is no such directory");
    }
    return directory;
  }

  private Map<String, ContextSource> contexts(UserValues values) throws MojoFailureException {
    Map<String, ContextSource> contexts = new LinkedHashMap<>(mavenContexts().sources());
    for (Map.Entry<String, String> context :
        values.over(buildContexts, "buildContext").entrySet()) {
      contexts.put(
          context.getKey(),
          Wrong.orElse("buildContexts", context.getValue(), ContextSource::parse));
    }
    return contexts;
  }

  private Optional<Platform> platform() throws MojoFailureException {
    if (platforms.size() > 1) {
      throw Wrong.parameter(
          "platforms", "\"" + String.join(",", platforms) + "\": only one is possible yet");
    }
    for (String text : platforms) {
      Platform platform = Wrong.orElse("platforms", text, Platform::parse);
      if (!platform.os().equals("linux")) {
        throw Wrong.parameter("platforms", "\"" + text + "\": jbuild makes images for linux only");
      }
      return Optional.of(platform);
    }
    return Optional.empty();
  }

  private Compression compression() throws MojoFailureException {
    for (Compression known : Compression.values()) {
      if (known.displayName().equals(compression)) {
        return known;
      }
    }
    throw Wrong.parameter(
        "compression", "\"" + compression + "\": it is zstd, gzip or uncompressed");
  }

  private OptionalInt jobs() throws MojoFailureException {
    if (jobs == null) {
      return OptionalInt.empty();
    }
    if (jobs < 1) {
      throw Wrong.parameter("jobs", "\"" + jobs + "\": at least one job is needed");
    }
    return OptionalInt.of(jobs);
  }

  private Map<String, Login> logins(UserValues values, ImageName name) throws MojoFailureException {
    Map<String, Login> logins =
        new LinkedHashMap<>(ServerLogins.of(session().getSettings().getServers(), this::decrypted));
    Auth given = auth.with(values);
    if (!given.isEmpty()) {
      logins.put(ServerLogins.registry(given.registryOr(name.registryHost())), given.login());
    }
    return logins;
  }

  private Server decrypted(Server server) {
    if (decrypter == null) {
      return server;
    }
    SettingsDecryptionResult result =
        decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
    for (SettingsProblem problem : result.getProblems()) {
      getLog().warn("settings.xml, server " + server.getId() + ": " + problem.getMessage());
    }
    return result.getServer();
  }
}
