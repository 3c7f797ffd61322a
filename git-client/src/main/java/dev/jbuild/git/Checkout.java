// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.submodule.SubmoduleWalk;

/** The files of one commit on disk, with those of its submodules. */
final class Checkout {
  private static final int DEEPEST = 20;

  private final GitClient client;
  private final GitRef ref;
  private final boolean keepGitDir;
  private int modules;

  Checkout(GitClient client, GitRef ref, boolean keepGitDir) {
    this.client = client;
    this.ref = ref;
    this.keepGitDir = keepGitDir;
  }

  /** Says when the commit was made. */
  Instant run(GitCommit commit, Path directory, Path scratch)
      throws IOException, URISyntaxException {
    Files.createDirectories(directory);
    Path gitDir = keepGitDir ? directory.resolve(Constants.DOT_GIT) : scratch.resolve("git");
    Instant committed = checkOut(GitClient.remote(ref), commit, directory, gitDir, 0);
    boolean atCommit = !ref.mtime().equals(Optional.of("checkout"));
    FileTimes.normalize(directory, Optional.of(committed).filter(t -> atCommit));
    return committed;
  }

  private Instant checkOut(String remote, GitCommit commit, Path directory, Path gitDir, int depth)
      throws IOException, URISyntaxException {
    try (Repository repository =
        new FileRepositoryBuilder()
            .setGitDir(gitDir.toFile())
            .setWorkTree(directory.toFile())
            .build()) {
      repository.create();
      configure(repository.getConfig(), remote);
      new Fetch(client, repository, remote, ref).run(commit);
      RevCommit found = repository.parseCommit(ObjectId.fromString(commit.id()));
      new DirCacheCheckout(repository, repository.lockDirCache(), found.getTree()).checkout();
      RefUpdate head = repository.updateRef(Constants.HEAD, true);
      head.setNewObjectId(found);
      head.forceUpdate();
      if (ref.submodules().orElse(true)) {
        checkOutSubmodules(repository, remote, directory, gitDir, depth);
      }
      linkGitDir(repository.getConfig(), directory, gitDir);
      return found.getCommitterIdent().getWhenAsInstant();
    }
  }

  private static void configure(StoredConfig config, String remote) throws IOException {
    config.setBoolean("core", null, "symlinks", true);
    config.setBoolean("core", null, "filemode", true);
    config.setString("remote", "origin", "url", GitUrl.withoutUser(remote));
    config.save();
  }

  /** Where the git directory is apart, its place is told relative: the files will move. */
  private void linkGitDir(StoredConfig config, Path directory, Path gitDir) throws IOException {
    Path link = directory.resolve(Constants.DOT_GIT);
    if (gitDir.equals(link)) {
      return;
    }
    Files.deleteIfExists(link);
    if (keepGitDir) {
      Files.writeString(link, "gitdir: " + directory.relativize(gitDir) + "\n");
      config.setString("core", null, "worktree", gitDir.relativize(directory).toString());
      config.save();
    }
  }

  private void checkOutSubmodules(
      Repository repository, String remote, Path directory, Path gitDir, int depth)
      throws IOException, URISyntaxException {
    Path modulesFile = directory.resolve(Constants.DOT_GIT_MODULES);
    // A link could lead to a file of this host.
    if (!Files.isRegularFile(modulesFile, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (depth == DEEPEST) {
      throw new GitException(ref.shown() + ": submodules are nested too deeply");
    }
    try (SubmoduleWalk walk = SubmoduleWalk.forIndex(repository)) {
      while (walk.next()) {
        String url = walk.getModulesUrl();
        if (url != null) {
          Path module = gitDir.resolve("modules").resolve("m" + modules++);
          GitCommit commit = new GitCommit(walk.getObjectId().name(), Optional.empty());
          String from = Submodules.resolve(url, remote, ref.shown());
          checkOut(from, commit, directory.resolve(walk.getPath()), module, depth + 1);
        }
      }
    } catch (ConfigInvalidException e) {
      throw new GitException(ref.shown() + ": .gitmodules is malformed: " + e.getMessage(), e);
    }
  }
}
