// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Base;
import dev.jbuild.rootless.HostFiles;
import dev.jbuild.rootless.NativeLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The directories of the host that a build may read: the context and the named contexts. */
final class Contexts implements AutoCloseable {
  private final ContextTree main;
  private final Map<String, ContextTree> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final List<HostFiles> files = new ArrayList<>();

  private Contexts(Path main, IgnorePatterns ignored, NativeLauncher launcher) {
    this.main = tree(main, ignored, launcher);
  }

  /**
   * Opens the contexts and reads their ignore files. {@code <Dockerfile>.dockerignore} beside the
   * Dockerfile is used instead of the context's {@code .dockerignore}.
   */
  static Contexts open(
      Path context, Path dockerfile, Map<String, Path> named, NativeLauncher launcher)
      throws IOException {
    requireDirectory("context", context);
    Contexts contexts = new Contexts(context, ignored(context, dockerfile), launcher);
    for (Map.Entry<String, Path> entry : named.entrySet()) {
      requireDirectory("context " + entry.getKey(), entry.getValue());
      IgnorePatterns ignored = ignores(entry.getValue().resolve(".dockerignore"));
      contexts.named.put(entry.getKey(), contexts.tree(entry.getValue(), ignored, launcher));
    }
    return contexts;
  }

  /** What the build context's ignore file says; it is looked for as told above. */
  static IgnorePatterns ignored(Path context, Path dockerfile) throws IOException {
    Path own = dockerfile.resolveSibling(dockerfile.getFileName() + ".dockerignore");
    return ignores(Files.isRegularFile(own) ? own : context.resolve(".dockerignore"));
  }

  private ContextTree tree(Path directory, IgnorePatterns ignored, NativeLauncher launcher) {
    HostFiles below = HostFiles.below(directory.toAbsolutePath(), launcher);
    files.add(below);
    return new ContextTree(directory, ignored, below);
  }

  ContextTree main() {
    return main;
  }

  Optional<ContextTree> named(String name) {
    return Optional.ofNullable(named.get(name));
  }

  /** The context that files are read from, if they are from one. */
  Optional<ContextTree> tree(Base from) {
    if (from instanceof Base.BuildContext) {
      return Optional.of(main);
    }
    return from instanceof Base.NamedContext context ? named(context.name()) : Optional.empty();
  }

  /** What messages call a context. */
  static String displayName(Base from) {
    return from instanceof Base.NamedContext context
        ? "context " + context.name()
        : "the build context";
  }

  @Override
  public void close() {
    files.forEach(HostFiles::close);
  }

  private static IgnorePatterns ignores(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? IgnorePatterns.parse(DockerfileFile.read(file))
        : IgnorePatterns.NONE;
  }

  private static void requireDirectory(String what, Path path) {
    if (!Files.isDirectory(path)) {
      String why = Files.exists(path) ? "is not a directory" : "doesn't exist";
      throw new BuildException(ExitCode.DOCKERFILE, what + " " + path + " " + why);
    }
  }
}
