// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The directories of the host that a build may read: the context and the named contexts. */
final class Contexts {
  private final ContextTree main;
  private final Map<String, ContextTree> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private Contexts(ContextTree main) {
    this.main = main;
  }

  /**
   * Opens the contexts and reads their ignore files. {@code <Dockerfile>.dockerignore} beside the
   * Dockerfile is used instead of the context's {@code .dockerignore}.
   */
  static Contexts open(Path context, Path dockerfile, Map<String, Path> named) throws IOException {
    requireDirectory("context", context);
    Path own = dockerfile.resolveSibling(dockerfile.getFileName() + ".dockerignore");
    Path ignoreFile = Files.isRegularFile(own) ? own : context.resolve(".dockerignore");
    Contexts contexts = new Contexts(new ContextTree(context, ignores(ignoreFile)));
    for (Map.Entry<String, Path> entry : named.entrySet()) {
      requireDirectory("context " + entry.getKey(), entry.getValue());
      IgnorePatterns ignored = ignores(entry.getValue().resolve(".dockerignore"));
      contexts.named.put(entry.getKey(), new ContextTree(entry.getValue(), ignored));
    }
    return contexts;
  }

  ContextTree main() {
    return main;
  }

  Optional<ContextTree> named(String name) {
    return Optional.ofNullable(named.get(name));
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
