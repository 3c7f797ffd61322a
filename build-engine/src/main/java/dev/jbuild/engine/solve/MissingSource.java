// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Nearest;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Says of a source that isn't there what could be meant: only a build that fails looks for it. */
final class MissingSource {
  /** A context may have any number of directories; what is meant is near its root. */
  private static final int MOST_DIRECTORIES = 1000;

  private final SourceTree tree;
  private final String path;

  private MissingSource(SourceTree tree, String path) {
    this.tree = tree;
    this.path = path;
  }

  /** The failure for {@code source}, which is nothing in {@code tree}. */
  static BuildException failure(SourceTree tree, String source, String treeName)
      throws IOException {
    String path = ScopedPath.clean(source);
    Optional<Span> pattern = tree.excludedBy(path);
    if (pattern.isPresent()) {
      return new BuildException(
          ExitCode.DOCKERFILE,
          source
              + " is not in "
              + treeName
              + ": excluded by "
              + place(pattern.get())
              + ErrorReport.HINT
              + "add a line !"
              + path
              + " below, or copy something else");
    }
    return new BuildException(
        ExitCode.DOCKERFILE,
        source
            + ": no such file or directory in "
            + treeName
            + new MissingSource(tree, path).hint().map(h -> ErrorReport.HINT + h).orElse(""));
  }

  private Optional<String> hint() throws IOException {
    Optional<String> near = nearName();
    return near.isPresent() ? near.map(n -> "did you mean " + n + "?") : elsewhere();
  }

  /** The path with its first name that isn't there replaced by one that is. */
  private Optional<String> nearName() throws IOException {
    String directory = "";
    String rest = path;
    while (true) {
      int slash = rest.indexOf('/');
      String name = slash < 0 ? rest : rest.substring(0, slash);
      String child = ScopedPath.join(directory, name);
      if (!isThere(child) || slash < 0) {
        break;
      }
      directory = child;
      rest = rest.substring(slash + 1);
    }
    int slash = rest.indexOf('/');
    String missing = slash < 0 ? rest : rest.substring(0, slash);
    String after = slash < 0 ? "" : rest.substring(slash);
    Optional<String> near = sameBut(missing, tree.names(tree.follow(directory, true)));
    if (near.isEmpty()) {
      return Optional.empty();
    }
    String meant = ScopedPath.join(directory, near.get()) + after;
    return isThere(meant) ? Optional.of(meant) : Optional.empty();
  }

  /** A name in another case first, which no distance finds where all letters differ. */
  private static Optional<String> sameBut(String name, List<String> names) {
    Optional<String> other = names.stream().filter(n -> n.equalsIgnoreCase(name)).findFirst();
    return other.isPresent() ? other : Nearest.to(name, names);
  }

  private boolean isThere(String candidate) throws IOException {
    return tree.lookup(tree.follow(candidate, true)).isPresent();
  }

  /** Something of the same name in another directory, excluded or not. */
  private Optional<String> elsewhere() throws IOException {
    String name = ScopedPath.name(path);
    Deque<String> directories = new ArrayDeque<>(List.of(""));
    for (int seen = 0; seen < MOST_DIRECTORIES && !directories.isEmpty(); seen++) {
      String directory = directories.removeFirst();
      for (String child : tree.names(directory)) {
        String candidate = ScopedPath.join(directory, child);
        if (child.equals(name)) {
          Optional<Span> pattern = tree.excludedBy(candidate);
          return Optional.of(
              pattern.isPresent()
                  ? candidate + " is excluded by " + place(pattern.get())
                  : "there is " + candidate);
        }
        directories.addLast(candidate);
      }
    }
    return Optional.empty();
  }

  private static String place(Span pattern) {
    return pattern.source().name() + " line " + pattern.line();
  }
}
