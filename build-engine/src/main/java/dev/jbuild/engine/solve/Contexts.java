// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.Step;
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
    Path own = dockerfile.resolveSibling(dockerfile.getFileName() + ".dockerignore");
    Path ignoreFile = Files.isRegularFile(own) ? own : context.resolve(".dockerignore");
    Contexts contexts = new Contexts(context, ignores(ignoreFile), launcher);
    for (Map.Entry<String, Path> entry : named.entrySet()) {
      requireDirectory("context " + entry.getKey(), entry.getValue());
      IgnorePatterns ignored = ignores(entry.getValue().resolve(".dockerignore"));
      contexts.named.put(entry.getKey(), contexts.tree(entry.getValue(), ignored, launcher));
    }
    return contexts;
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

  /** The context that a COPY reads, if it reads one. */
  Optional<ContextTree> tree(Step.Copy copy) {
    if (copy.from() instanceof Base.BuildContext) {
      return Optional.of(main);
    }
    return copy.from() instanceof Base.NamedContext from ? named(from.name()) : Optional.empty();
  }

  /** Finds and digests what a COPY reads, if it reads a context. */
  Optional<CopySelection> select(Step.Copy copy) throws IOException {
    Optional<ContextTree> tree = tree(copy);
    return tree.isPresent()
        ? Optional.of(CopyExecutor.select(copy, tree.get(), displayName(copy)))
        : Optional.empty();
  }

  private static String displayName(Step.Copy copy) {
    return copy.from() instanceof Base.NamedContext from
        ? "context " + from.name()
        : "the build context";
  }

  @Override
  public void close() {
    files.forEach(HostFiles::close);
  }

  private static IgnorePatterns ignores(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? IgnorePatterns.parse(Source.decode(file.toString(), Files.readAllBytes(file)))
        : IgnorePatterns.NONE;
  }

  private static void requireDirectory(String what, Path path) {
    if (!Files.isDirectory(path)) {
      String why = Files.exists(path) ? "is not a directory" : "doesn't exist";
      throw new BuildException(ExitCode.DOCKERFILE, what + " " + path + " " + why);
    }
  }
}
