// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.git.GitRef;
import java.util.Optional;
import java.util.function.Function;

/** Tells sources that are URLs and repositories from files, with the flags of ADD for them. */
final class RemoteSources {
  private final String instruction;
  private final Optional<Boolean> unpack;
  private final Optional<Boolean> keepGitDir;
  private final Optional<Word> checksum;
  private final Problems problems;

  private RemoteSources(
      String instruction,
      Optional<Boolean> unpack,
      Optional<Boolean> keepGitDir,
      Optional<Word> checksum,
      Problems problems) {
    this.instruction = instruction;
    this.unpack = unpack;
    this.keepGitDir = keepGitDir;
    this.checksum = checksum;
    this.problems = problems;
  }

  /** COPY has none: each is an error. */
  static RemoteSources none(Problems problems) {
    return new RemoteSources(
        "COPY", Optional.empty(), Optional.empty(), Optional.empty(), problems);
  }

  static RemoteSources of(Instruction.Add add, Function<Word, String> expand, Problems problems) {
    Optional<Word> checksum =
        add.checksum()
            .map(word -> new Word(expand.apply(word), word.span()))
            .filter(word -> !word.text().isEmpty());
    if (checksum.isPresent() && add.transfer().sources().size() > 1) {
      throw StagePlanner.error(checksum.get(), "--checksum is for one source, not for several");
    }
    return new RemoteSources("ADD", add.unpack(), add.keepGitDir(), checksum, problems);
  }

  /** COPY or ADD. */
  String instruction() {
    return instruction;
  }

  /** The remote source that {@code text} is; empty if it names files. */
  Optional<RemoteSource> find(Word word, String text, int position) {
    // Most are files; this loads nothing for them.
    boolean mayBeRemote = text.contains("://") || text.indexOf('@') > 0;
    Optional<GitRef> ref = Optional.empty();
    try {
      if (mayBeRemote) {
        ref = GitRef.parse(text).filter(r -> !r.likeLocalPath());
      }
    } catch (IllegalArgumentException e) {
      throw StagePlanner.error(word, String.valueOf(e.getMessage()));
    }
    boolean url = ref.isEmpty() && (text.startsWith("http://") || text.startsWith("https://"));
    if (ref.isEmpty() && !url) {
      if (checksum.isPresent()) {
        throw StagePlanner.error(
            checksum.get(), "--checksum is for URLs and git repositories, not for files");
      }
      return Optional.empty();
    }
    if (instruction.equals("COPY")) {
      throw new DockerfileException(
          Diagnostic.error(
                  word.span(),
                  "the source of COPY can't be " + (url ? "a URL" : "a git repository"))
              .withHint("ADD takes one"));
    }
    return Optional.of(url ? url(text, position) : git(word, ref.orElseThrow(), position));
  }

  private RemoteSource url(String text, int position) {
    Optional<Checksum> expected =
        checksum.map(
            word -> {
              try {
                return Checksum.parse(word.text());
              } catch (IllegalArgumentException e) {
                throw StagePlanner.error(word, String.valueOf(e.getMessage()));
              }
            });
    return new RemoteSource.Url(position, text, expected, unpack.orElse(false));
  }

  private RemoteSource git(Word word, GitRef ref, int position) {
    if (keepGitDir.isPresent()
        && ref.keepGitDir().isPresent()
        && !keepGitDir.equals(ref.keepGitDir())) {
      throw StagePlanner.error(word, "keep-git-dir of the URL and --keep-git-dir contradict");
    }
    if (ref.isUnencrypted()) {
      problems.warn(word.span(), "the repository is read without encryption");
    }
    boolean keep = keepGitDir.or(ref::keepGitDir).orElse(false);
    return new RemoteSource.Git(position, withChecksum(ref), keep);
  }

  private GitRef withChecksum(GitRef ref) {
    if (checksum.isEmpty()) {
      return ref;
    }
    String commit = checksum.get().text();
    boolean isHex = commit.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    if (!isHex || commit.length() > 64) {
      throw StagePlanner.error(
          checksum.get(), "the checksum of a repository is a commit, or how its name begins");
    }
    if (ref.checksum().isPresent() && !ref.checksum().get().equals(commit)) {
      throw StagePlanner.error(checksum.get(), "checksum of the URL and --checksum contradict");
    }
    return ref.withChecksum(commit);
  }
}
