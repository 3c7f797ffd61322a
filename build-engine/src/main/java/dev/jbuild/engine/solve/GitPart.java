// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.RemoteSource;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.git.GitCommit;
import dev.jbuild.oci.Digest;
import java.io.IOException;

/** A repository that ADD names. */
final class GitPart implements RemotePart {
  private final RemoteSource.Git source;
  private final Step.Copy step;
  private final GitFiles files;
  private final GitCommit commit;

  private GitPart(RemoteSource.Git source, Step.Copy step, GitFiles files, GitCommit commit) {
    this.source = source;
    this.step = step;
    this.files = files;
    this.commit = commit;
  }

  /** Asks the server which commit it is. */
  static GitPart of(RemoteSource.Git source, Step.Copy step, GitFiles files) throws IOException {
    return new GitPart(source, step, files, files.resolve(source.ref()));
  }

  @Override
  public int position() {
    return source.position();
  }

  @Override
  public boolean unpack() {
    return false;
  }

  @Override
  public Digest definition() {
    CacheKey key =
        CacheKey.of("git")
            .with("commit", commit.id())
            .with("subdir", ScopedPath.clean(source.ref().subdir().orElse("")))
            .with("submodules", Boolean.toString(source.ref().submodules().orElse(true)))
            .with("excludes", step.filter().excludes());
    if (source.keepGitDir()) {
      // It names the repository and the ref.
      key.with("repository", source.ref().shown());
    }
    return key.digest();
  }

  @Override
  public CopySelection select() throws IOException {
    SourceTree tree = files.tree(source.ref(), commit, source.keepGitDir());
    return CopyExecutor.selectAll(step, tree, source.ref().shown());
  }
}
