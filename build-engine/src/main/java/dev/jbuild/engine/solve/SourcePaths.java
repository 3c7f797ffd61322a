// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.PathPattern;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The paths of a tree that one source of COPY or ADD stands for.
 *
 * <p>Wildcards are those of Go's {@code filepath.Match}, name by name. Only directories that a
 * pattern can reach are listed. A pattern without a match yields nothing, as in BuildKit.
 */
final class SourcePaths {
  private final SourceTree tree;

  SourcePaths(SourceTree tree) {
    this.tree = tree;
  }

  /**
   * One source of a copy.
   *
   * @param named the path as written or matched: its last name is what the copy is called
   * @param found what is there, links followed; its path is where the data is
   */
  record Source(String named, SourceTree.Found found) {}

  /** What {@code source} stands for: one path or none where it is literal. */
  List<Source> find(String source) throws IOException {
    String clean = ScopedPath.clean(source);
    if (!PathPattern.hasWildcards(clean)) {
      return at(literal(clean)).stream().toList();
    }
    List<Source> sources = new ArrayList<>();
    for (String path : expand(clean)) {
      Optional<Source> match = at(path);
      if (match.isEmpty() && tree.lookup(tree.follow(path, false)).isPresent()) {
        throw new BuildException(
            ExitCode.DOCKERFILE, path + " is a symbolic link to something that isn't there");
      }
      match.ifPresent(sources::add);
    }
    return sources;
  }

  private Optional<Source> at(String path) throws IOException {
    return tree.lookup(tree.follow(path, true)).map(found -> new Source(path, found));
  }

  private List<String> expand(String pattern) throws IOException {
    List<String> matches = List.of("");
    for (String name : pattern.split("/", -1)) {
      List<String> next = new ArrayList<>();
      for (String directory : matches) {
        if (!PathPattern.hasWildcards(name)) {
          next.add(ScopedPath.join(directory, PathPattern.unescape(name)));
          continue;
        }
        PathPattern element = element(name);
        String real = tree.follow(directory, true);
        for (String child : tree.names(real)) {
          if (element.matches(child) && tree.lookup(ScopedPath.join(real, child)).isPresent()) {
            next.add(ScopedPath.join(directory, child));
          }
        }
      }
      matches = next;
    }
    return matches;
  }

  /** A name without the backslashes before what would be wildcards; others are part of it. */
  private static String literal(String path) {
    if (path.indexOf('\\') < 0) {
      return path;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      boolean escape = path.charAt(i) == '\\' && i + 1 < path.length();
      if (!escape || "*?[".indexOf(path.charAt(i + 1)) < 0) {
        out.append(path.charAt(i));
      }
    }
    return out.toString();
  }

  private static PathPattern element(String name) {
    try {
      return PathPattern.element(name);
    } catch (IllegalArgumentException e) {
      throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
    }
  }
}
