// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/**
 * Asks git repositories for refs and files. Thread-safe; keeps no connections. The caller's git
 * configuration is not read, so that the same commit gives the same files everywhere; the caller's
 * ssh, {@code .netrc} and credential helpers are used.
 */
public final class GitClient {
  private static final int TIMEOUT_SECONDS = 60;

  private final GitOptions options;
  private final CallerCredentials credentials;

  public GitClient(GitOptions options) {
    IsolatedSystem.install();
    this.options = options;
    this.credentials = new CallerCredentials(options.environment());
  }

  /**
   * What a ref is at the moment. A commit that is given by its whole name is not asked for.
   *
   * @param scratch a directory that need not exist; nothing is made in it
   * @throws GitException if there is no such ref, or it isn't what its checksum says
   */
  public GitCommit resolve(GitRef ref, Path scratch) {
    String name = ref.fetchByCommit() ? ref.checksum().orElseThrow() : ref.ref().orElse("HEAD");
    if (ObjectId.isId(name)) {
      GitCommit commit = new GitCommit(name, Optional.empty());
      requireChecksum(ref, commit, name);
      return commit;
    }
    try (Repository none = new FileRepositoryBuilder().setGitDir(scratch.toFile()).build();
        Transport transport = open(none, remote(ref), ref);
        FetchConnection connection = transport.openFetch(List.of(), candidates(name))) {
      return resolve(ref, name, connection.getRefs());
    } catch (IOException | URISyntaxException e) {
      throw failure(ref, e);
    }
  }

  private static GitCommit resolve(GitRef ref, String name, Collection<Ref> advertised) {
    Map<String, Ref> refs = new LinkedHashMap<>();
    advertised.forEach(r -> refs.put(r.getName(), r));
    for (String candidate : candidates(name)) {
      Ref found = refs.get(candidate);
      if (found != null && found.getObjectId() != null) {
        ObjectId peeled = found.getPeeledObjectId();
        ObjectId id = peeled == null ? found.getObjectId() : peeled;
        GitCommit commit = new GitCommit(id.name(), Optional.of(candidate));
        requireChecksum(ref, commit, found.getObjectId().name());
        return commit;
      }
    }
    throw new GitException(
        ref.shown()
            + ": the repository has no branch or tag "
            + name
            + (ref.ref().isEmpty() ? "" : "; a commit is named by all its 40 digits"));
  }

  /** Full names of what a short one may mean, the likeliest first: git's order for a remote. */
  private static String[] candidates(String name) {
    return name.startsWith("refs/") || name.equals("HEAD")
        ? new String[] {name}
        : new String[] {"refs/heads/" + name, "refs/tags/" + name, "refs/" + name, name};
  }

  /** The checksum of a tag with a message may be that of the tag itself. */
  private static void requireChecksum(GitRef ref, GitCommit commit, String object) {
    ref.checksum()
        .filter(c -> !commit.id().startsWith(c) && !object.startsWith(c))
        .ifPresent(
            c -> {
              throw new GitException(
                  ref.shown() + " is commit " + commit.id() + ", and its checksum says " + c);
            });
  }

  /**
   * Puts the files of a commit, with those of its submodules, into {@code directory}, which must
   * not exist: 0644 or 0755, modified when the commit was made.
   *
   * @param keepGitDir leaves {@code .git} there, without passwords
   * @param scratch a new directory for what is fetched, if that isn't kept
   * @return when the commit was made
   */
  public Instant checkOut(
      GitRef ref, GitCommit commit, boolean keepGitDir, Path directory, Path scratch) {
    try {
      return new Checkout(this, ref, keepGitDir).run(commit, directory, scratch);
    } catch (IOException | URISyntaxException e) {
      throw failure(ref, e);
    }
  }

  /** A connection to {@code remote}: the repository of {@code ref}, or a submodule of it. */
  Transport open(Repository repository, String remote, GitRef ref)
      throws URISyntaxException, NotSupportedException, TransportException {
    Transport transport = Transport.open(repository, new URIish(remote));
    transport.setCredentialsProvider(credentials);
    transport.setTimeout(TIMEOUT_SECONDS);
    if (transport instanceof SshTransport ssh) {
      ssh.setSshSessionFactory(new CallerSsh(options));
    }
    if (transport instanceof TransportHttp http) {
      Optional<Authorization> authorization =
          Authorization.of(new URIish(remote(ref)), options.authorizations());
      http.setHttpConnectionFactory(new CallerConnections(options.proxies(), authorization));
    }
    return transport;
  }

  static String remote(GitRef ref) {
    return ref.likeLocalPath() ? "https://" + ref.remote() : ref.remote();
  }

  private static GitException failure(GitRef ref, Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String why = GitUrl.without(String.valueOf(cause.getMessage()), ref.remote());
    String whole = GitUrl.without(String.valueOf(e.getMessage()), ref.remote());
    String reason = whole.contains(why) ? whole : whole + " (" + why + ")";
    // JGit has no other sign of it.
    boolean denied = reason.contains(JGitText.get().notAuthorized);
    return new GitException("cannot read " + ref.shown() + ": " + reason, e, denied);
  }
}
