// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.ContextSource;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;

/**
 * The named contexts that hold what Maven has made and resolved, each in a directory below {@code
 * target/jbuild/contexts}.
 */
final class MavenContexts {
  /** The project's artifact and those attached to it, without versions; and {@code classpath}. */
  static final String ARTIFACTS = "maven";

  /** Jars of the runtime class path that are releases. */
  static final String DEPENDENCIES = "maven-dependencies";

  /** Jars of the runtime class path that change: snapshots, and other modules of this build. */
  static final String SNAPSHOTS = "maven-snapshots";

  /** The project's own class files. */
  static final String CLASSES = "maven-classes";

  /** What else is in its {@code target/classes}. */
  static final String RESOURCES = "maven-resources";

  /** What Spring Boot, Quarkus or a war consist of. */
  static final String LAYERS = "maven-layers";

  static final List<String> NAMES =
      List.of(ARTIFACTS, DEPENDENCIES, SNAPSHOTS, CLASSES, RESOURCES, LAYERS);

  /** The file of {@link #ARTIFACTS} with the class path of an image that has all in /app. */
  static final String CLASS_PATH = "classpath";

  private static final Pattern VARIABLE = Pattern.compile("from=[\"']?\\S*\\$");

  private final MavenProject project;
  private final Path directory;
  private final OptionalLong seconds;
  private final Predicate<Artifact> isModule;

  /**
   * @param seconds the time of all files since 1970, if it is fixed
   * @param isModule whether an artifact is another module of this build
   */
  MavenContexts(MavenProject project, OptionalLong seconds, Predicate<Artifact> isModule) {
    this.project = project;
    this.directory = Path.of(project.getBuild().getDirectory(), "jbuild", "contexts");
    this.seconds = seconds;
    this.isModule = isModule;
  }

  /** All of them, whether their directories are there or not. */
  Map<String, ContextSource> sources() {
    Map<String, ContextSource> sources = new LinkedHashMap<>();
    NAMES.forEach(name -> sources.put(name, new ContextSource.Directory(directory.resolve(name))));
    return sources;
  }

  /** Makes those that a Dockerfile may read, which is all of them if a variable says which. */
  void make(String dockerfile) throws IOException, MojoFailureException {
    boolean all = VARIABLE.matcher(dockerfile).find();
    for (String name : NAMES) {
      Pattern word = Pattern.compile("(?<![\\w-])" + name + "(?![\\w-])");
      if (all || word.matcher(dockerfile).find()) {
        make(name, all);
      }
    }
  }

  private void make(String name, boolean maybe) throws IOException, MojoFailureException {
    switch (name) {
      case ARTIFACTS -> stage(name, artifacts());
      case DEPENDENCIES -> stage(name, jars(false));
      case SNAPSHOTS -> stage(name, jars(true));
      case CLASSES -> stage(name, compiled(true));
      case RESOURCES -> stage(name, compiled(false));
      case LAYERS -> {
        if (!maybe || ProjectKind.of(project).filter(k -> k != ProjectKind.JAR).isPresent()) {
          layers();
        }
      }
      default -> throw new AssertionError(name);
    }
  }

  private void stage(String name, Map<String, StagedFiles.Source> files) throws IOException {
    new StagedFiles(directory.resolve(name), seconds).hold(files, Set.of());
  }

  private Map<String, StagedFiles.Source> artifacts() throws IOException, MojoFailureException {
    Map<String, StagedFiles.Source> files = new TreeMap<>();
    for (Artifact artifact : project.getAttachedArtifacts()) {
      File file = artifact.getFile();
      if (file != null && file.isFile()) {
        files.put(plainName(artifact), StagedFiles.file(file.toPath()));
      }
    }
    Optional<Path> packaged = PackagedFile.find(project);
    if (packaged.isPresent()) {
      files.put(plainName(project.getArtifact()), StagedFiles.file(packaged.get()));
    }
    Path classPath = directory.resolveSibling(CLASS_PATH);
    Files.createDirectories(directory);
    String text = classPath();
    if (!Files.exists(classPath) || !Files.readString(classPath).equals(text)) {
      Files.write(classPath, text.getBytes(StandardCharsets.UTF_8));
    }
    files.put(CLASS_PATH, StagedFiles.file(classPath));
    return files;
  }

  private static String plainName(Artifact artifact) {
    String classifier = artifact.getClassifier();
    return artifact.getArtifactId()
        + (classifier == null || classifier.isEmpty() ? "" : "-" + classifier)
        + "."
        + artifact.getArtifactHandler().getExtension();
  }

  /** In the order of Maven, for {@code java -cp @/app/classpath}. */
  private String classPath() throws MojoFailureException {
    List<String> parts = new ArrayList<>(List.of("/app/classes"));
    fileNames().values().forEach(name -> parts.add("/app/lib/" + name));
    return "\"" + String.join(":", parts) + "\"\n";
  }

  private Map<String, StagedFiles.Source> jars(boolean changing) throws MojoFailureException {
    Map<String, StagedFiles.Source> files = new TreeMap<>();
    for (Map.Entry<Artifact, String> jar : fileNames().entrySet()) {
      Artifact artifact = jar.getKey();
      if (changing == (artifact.isSnapshot() || isModule.test(artifact))) {
        files.put(jar.getValue(), StagedFiles.file(artifact.getFile().toPath()));
      }
    }
    return files;
  }

  /** Two of the same name get their groups before it. */
  private Map<Artifact, String> fileNames() throws MojoFailureException {
    Map<Artifact, String> names = new LinkedHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Artifact artifact : classPathArtifacts()) {
      counts.merge(fileName(artifact), 1, Integer::sum);
    }
    for (Artifact artifact : classPathArtifacts()) {
      String name = fileName(artifact);
      boolean unique = counts.getOrDefault(name, 0) == 1;
      names.put(artifact, unique ? name : artifact.getGroupId() + "." + name);
    }
    return names;
  }

  /** Not the file's: modules of a build may have any, and snapshots have times in theirs. */
  private static String fileName(Artifact artifact) {
    String classifier = artifact.getClassifier();
    return artifact.getArtifactId()
        + "-"
        + artifact.getBaseVersion()
        + (classifier == null || classifier.isEmpty() ? "" : "-" + classifier)
        + "."
        + artifact.getArtifactHandler().getExtension();
  }

  private List<Artifact> classPathArtifacts() throws MojoFailureException {
    List<Artifact> result = new ArrayList<>();
    for (Artifact artifact : project.getArtifacts()) {
      String scope = artifact.getScope();
      boolean atRunTime =
          Artifact.SCOPE_COMPILE.equals(scope) || Artifact.SCOPE_RUNTIME.equals(scope);
      if (atRunTime && artifact.getArtifactHandler().isAddedToClasspath()) {
        if (artifact.getFile() == null || !artifact.getFile().isFile()) {
          throw new MojoFailureException(
              artifact + " is not packaged yet: run the phase package or a later one");
        }
        result.add(artifact);
      }
    }
    return result;
  }

  private Map<String, StagedFiles.Source> compiled(boolean classes) throws IOException {
    Map<String, StagedFiles.Source> files =
        StagedFiles.filesBelow(Path.of(project.getBuild().getOutputDirectory()));
    files.keySet().removeIf(name -> name.endsWith(".class") != classes);
    return files;
  }

  private void layers() throws IOException, MojoFailureException {
    StagedFiles staged = new StagedFiles(directory.resolve(LAYERS), seconds);
    ProjectKind kind =
        ProjectKind.of(project)
            .filter(k -> k != ProjectKind.JAR)
            .orElseThrow(
                () ->
                    new MojoFailureException(
                        "the context " + LAYERS + " is for Spring Boot, Quarkus and wars"));
    if (kind == ProjectKind.QUARKUS) {
      staged.hold(StagedFiles.filesBelow(quarkusApp()), Set.of());
      return;
    }
    try (LayeredArchive archive = new LayeredArchive(PackagedFile.of(project))) {
      if (kind == ProjectKind.WAR) {
        staged.hold(archive.warFiles(), Set.copyOf(LayeredArchive.WAR_LAYERS));
      } else {
        staged.hold(archive.bootFiles(), archive.bootLayers());
      }
    }
  }

  private Path quarkusApp() throws MojoFailureException {
    Path app = Path.of(project.getBuild().getDirectory(), "quarkus-app");
    if (!Files.isRegularFile(app.resolve("quarkus-run.jar"))) {
      throw new MojoFailureException(
          app + " has no quarkus-run.jar: build Quarkus' fast-jar, or write a Dockerfile");
    }
    return app;
  }
}
