// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;

/** Brings one commit into a repository: without its history if the server can do that. */
final class Fetch {
  private final GitClient client;
  private final Repository repository;
  private final String remote;
  private final GitRef ref;

  /**
   * @param ref what {@code remote} is the repository or a submodule of
   */
  Fetch(GitClient client, Repository repository, String remote, GitRef ref) {
    this.client = client;
    this.repository = repository;
    this.remote = remote;
    this.ref = ref;
  }

  private record Attempt(List<RefSpec> wanted, boolean shallow) {}

  /** Tries what is cheap first; the first failure is the one that is told. */
  void run(GitCommit commit) throws IOException, URISyntaxException {
    Optional<IOException> failure = Optional.empty();
    for (Attempt attempt : attempts(commit)) {
      try {
        run(attempt);
        if (repository.getObjectDatabase().has(ObjectId.fromString(commit.id()))) {
          return;
        }
      } catch (TransportException | NotSupportedException e) {
        failure = failure.or(() -> Optional.of(e));
      }
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    throw failure.orElseGet(
        () -> new TransportException("the repository has no commit " + commit.id()));
  }

  private static List<Attempt> attempts(GitCommit commit) {
    List<Attempt> attempts = new ArrayList<>();
    commit
        .ref()
        .ifPresent(
            name ->
                attempts.add(
                    new Attempt(List.of(new RefSpec("+" + name + ":" + local(name))), true)));
    // Not every server gives a commit that is asked for by its name.
    attempts.add(new Attempt(List.of(new RefSpec(commit.id() + ":refs/heads/fetched")), true));
    attempts.add(
        new Attempt(
            List.of(
                new RefSpec("+refs/heads/*:refs/remotes/origin/*"),
                new RefSpec("+refs/tags/*:refs/tags/*")),
            false));
    return attempts;
  }

  private static String local(String name) {
    return name.startsWith("refs/") ? name : "refs/heads/fetched";
  }

  private void run(Attempt attempt)
      throws URISyntaxException, NotSupportedException, TransportException {
    try (Transport transport = client.open(repository, remote, ref)) {
      transport.setTagOpt(TagOpt.NO_TAGS);
      if (attempt.shallow()) {
        transport.setDepth(1);
      }
      transport.fetch(
          new EmptyProgressMonitor() {
            @Override
            public boolean isCancelled() {
              return Thread.currentThread().isInterrupted();
            }
          },
          attempt.wanted());
    }
  }
}
