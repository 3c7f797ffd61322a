// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.git.GitClient;
import dev.jbuild.git.GitCommit;
import dev.jbuild.git.GitException;
import dev.jbuild.git.GitRef;
import dev.jbuild.layer.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Files of git repositories, checked out into the work directory once in a build. */
final class GitFiles {
  private final WorkDirectory work;
  private final DirectoryTrees directories;
  private final Supplier<GitClient> client;
  private final Once<GitRef, GitCommit> resolved = new Once<>();
  private final Once<List<Object>, CheckedOut> checkedOut = new Once<>();

  private record CheckedOut(Path directory, Instant committed) {}

  GitFiles(WorkDirectory work, DirectoryTrees directories, Supplier<GitClient> client) {
    this.work = work;
    this.directories = directories;
    this.client = client;
  }

  GitCommit resolve(GitRef ref) throws IOException {
    return resolved.get(
        ref, () -> failing(ref, () -> client.get().resolve(ref, work.newName("git-refs"))));
  }

  /** The files of a commit: those of the directory that {@code ref} names. */
  SourceTree tree(GitRef ref, GitCommit commit, boolean keepGitDir) throws IOException {
    Path root = checkedOut(ref, commit, keepGitDir).directory();
    return ref.subdir().isEmpty() ? tree(root) : below(tree(root), root, ref);
  }

  /** When a commit was made, which {@link #tree} gets if it isn't here. */
  Instant committed(GitRef ref, GitCommit commit, boolean keepGitDir) throws IOException {
    return checkedOut(ref, commit, keepGitDir).committed();
  }

  private CheckedOut checkedOut(GitRef ref, GitCommit commit, boolean keepGitDir)
      throws IOException {
    List<Object> key =
        List.of(ref.remote(), ref.mtime(), ref.submodules(), keepGitDir, commit.id());
    return checkedOut.get(key, () -> checkOut(ref, commit, keepGitDir));
  }

  private CheckedOut checkOut(GitRef ref, GitCommit commit, boolean keepGitDir) throws IOException {
    Path directory = work.newName("checkout");
    Path scratch = work.newDirectory("git");
    return failing(
        ref,
        () ->
            new CheckedOut(
                directory, client.get().checkOut(ref, commit, keepGitDir, directory, scratch)));
  }

  private SourceTree below(SourceTree tree, Path root, GitRef ref) throws IOException {
    String path = tree.follow(ScopedPath.clean(ref.subdir().orElseThrow()), true);
    Optional<SourceTree.Found> found = tree.lookup(path);
    if (found.filter(f -> f.entry().isDirectory()).isEmpty()) {
      throw new BuildException(
          ExitCode.DOCKERFILE, ref.shown() + ": the repository has no directory of this name");
    }
    return tree(FileNames.resolve(root, path));
  }

  private SourceTree tree(Path directory) {
    return directories.open(directory, IgnorePatterns.NONE);
  }

  private static <T> T failing(GitRef ref, Supplier<T> work) {
    try {
      return work.get();
    } catch (GitException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw Futures.interrupted();
      }
      String advice = e.isDenied() ? ServerSecrets.gitAdvice(ref.remote()) : "";
      throw new BuildException(ExitCode.DOCKERFILE, e.getMessage() + advice, e);
    }
  }
}
