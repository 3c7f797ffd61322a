// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Resolves symbolic links inside a tree as if the tree were the whole file system. */
final class ScopedPath {
  // As many as Linux follows, see path_resolution(7).
  private static final int MAX_LINKS = 40;

  private ScopedPath() {}

  /** Reads links of a tree. */
  @FunctionalInterface
  interface LinkReader {
    /** The target of {@code path} if that is a symbolic link. */
    Optional<String> readLink(String path) throws IOException;
  }

  /** Drops {@code .}, empty names and both slashes; {@code ..} stops at the root. */
  static String clean(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/", -1)) {
      switch (name) {
        case "", "." -> {}
        case ".." -> names.pollLast();
        default -> names.addLast(name);
      }
    }
    return String.join("/", names);
  }

  /**
   * Follows the links in {@code path}; those of its last name only if {@code last}. Names that
   * don't exist stay as they are. A loop is a BuildException.
   */
  static String resolve(String path, boolean last, LinkReader links) throws IOException {
    Deque<String> todo = new ArrayDeque<>(List.of(path.split("/", -1)));
    List<String> done = new ArrayList<>();
    int followed = 0;
    while (!todo.isEmpty()) {
      String name = todo.removeFirst();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        if (!done.isEmpty()) {
          done.remove(done.size() - 1);
        }
        continue;
      }
      done.add(name);
      Optional<String> target =
          todo.isEmpty() && !last ? Optional.empty() : links.readLink(String.join("/", done));
      if (target.isPresent()) {
        if (++followed > MAX_LINKS) {
          throw new BuildException(
              ExitCode.DOCKERFILE, "too many levels of symbolic links in /" + path);
        }
        done.remove(done.size() - 1);
        if (target.get().startsWith("/")) {
          done.clear();
        }
        List<String> names = List.of(target.get().split("/", -1));
        for (int i = names.size() - 1; i >= 0; i--) {
          todo.addFirst(names.get(i));
        }
      }
    }
    return String.join("/", done);
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String join(String directory, String name) {
    return directory.isEmpty() ? name : name.isEmpty() ? directory : directory + "/" + name;
  }
}
