// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.util.Optional;

/**
 * A place in a git repository as build contexts and ADD name it: {@code
 * https://host/app.git#branch:directory}, {@code git@host:app.git?tag=v1&subdir=directory}.
 *
 * <p>Of http and https URLs only those are repositories whose path ends in {@code .git}.
 *
 * @param remote the URL without query and fragment; may hold a password
 * @param shortName the last name of the path, without {@code .git}
 * @param ref a branch, a tag, the full name of a ref, or a commit; absent: what HEAD is
 * @param subdir the directory that is meant, relative to the root whether or not it has a slash
 * @param checksum the commit that {@code ref} has to be, or the beginning of its name
 * @param mtime what times files get: {@code "commit"} or {@code "checkout"}
 * @param fetchByCommit {@code checksum} is fetched by its name, whatever ref leads to it
 * @param likeLocalPath {@code github.com/…} could be a directory too: it is a repository only where
 *     a build context is named
 */
public record GitRef(
    String remote,
    String shortName,
    Optional<String> ref,
    Optional<String> subdir,
    Optional<String> checksum,
    Optional<String> mtime,
    Optional<Boolean> keepGitDir,
    Optional<Boolean> submodules,
    boolean fetchByCommit,
    boolean likeLocalPath) {

  /**
   * Parses what may be a git URL; empty if it is something else. IllegalArgumentException if it is
   * one with options that contradict each other or that don't exist.
   */
  public static Optional<GitRef> parse(String text) {
    Optional<GitUrl> url = GitUrl.split(text);
    return url.isEmpty() ? Optional.empty() : Optional.of(GitRefParser.parse(url.get()));
  }

  /** The same place with a checksum that is given apart from the URL. */
  public GitRef withChecksum(String commit) {
    return new GitRef(
        remote,
        shortName,
        ref,
        subdir,
        Optional.of(commit),
        mtime,
        keepGitDir,
        submodules,
        fetchByCommit,
        likeLocalPath);
  }

  /** The same with {@code .git} among the files. */
  public GitRef withGitDir() {
    return new GitRef(
        remote,
        shortName,
        ref,
        subdir,
        checksum,
        mtime,
        Optional.of(true),
        submodules,
        fetchByCommit,
        likeLocalPath);
  }

  /** Whether nothing keeps others from reading and changing what is sent. */
  public boolean isUnencrypted() {
    return remote.startsWith("http://") || remote.startsWith("git://");
  }

  /** With all options in the fragment: {@code remote#ref:subdir}. */
  public String fragmentForm(boolean withSubdir) {
    String directory =
        subdir.filter(d -> withSubdir).map(d -> ":" + GitUrl.withoutSlash(d)).orElse("");
    String fragment = ref.orElse("") + directory;
    return fragment.isEmpty() ? remote : remote + "#" + fragment;
  }

  /** For people to read: {@link #fragmentForm} without user and password. */
  public String shown() {
    return GitUrl.redacted(fragmentForm(true));
  }

  @Override
  public String toString() {
    return shown();
  }
}
