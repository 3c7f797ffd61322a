// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.plan.RemoteSource;
import dev.jbuild.git.GitRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The time that what is fetched has of itself: of a commit, else what the server says, else of the
 * newest file of an archive.
 */
final class RemoteDates {
  private final WorkDirectory work;
  private final WebFiles web;
  private final GitFiles git;

  RemoteDates(WorkDirectory work, WebFiles web, GitFiles git) {
    this.work = work;
    this.web = web;
    this.git = git;
  }

  /** Of a context whose files are {@code tree}; a directory and an image have none. */
  Optional<Instant> of(ContextSource source, SourceTree tree) throws IOException {
    if (source instanceof ContextSource.Git repository) {
      return Optional.of(committed(repository.ref(), repository.ref().keepGitDir().orElse(false)));
    }
    if (source instanceof ContextSource.Web url) {
      Optional<Instant> modified = web.record(url.url(), Optional.empty()).lastModified();
      if (modified.isPresent()) {
        return modified;
      }
    }
    return tree instanceof ArchiveTree archive ? newest(archive) : Optional.empty();
  }

  /** Of a source of ADD. */
  Optional<Instant> of(RemoteSource source) throws IOException {
    if (source instanceof RemoteSource.Git repository) {
      return Optional.of(committed(repository.ref(), repository.keepGitDir()));
    }
    RemoteSource.Url url = (RemoteSource.Url) source;
    WebRecord record = web.record(url);
    if (record.lastModified().isPresent()) {
      return record.lastModified();
    }
    Path file = web.data(url.url(), record, url.checksum());
    return ArchiveTree.isArchive(file)
        ? newest(ArchiveTree.read(url.url(), file, work.newName("dated")))
        : Optional.empty();
  }

  private Instant committed(GitRef ref, boolean keepGitDir) throws IOException {
    return git.committed(ref, git.resolve(ref), keepGitDir);
  }

  private static Optional<Instant> newest(ArchiveTree archive) {
    return archive.newest().isPresent()
        ? Optional.of(Instant.ofEpochSecond(archive.newest().getAsLong()))
        : Optional.empty();
  }
}
