// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.git.GitRef;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.LayerException;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Makes a tree of what a context is; copies that this takes are in the work directory. */
final class ContextOpener {
  private static final String FILE_NAME = "context";

  private final WorkDirectory work;
  private final DirectoryTrees directories;
  private final WebFiles web;
  private final GitFiles git;

  ContextOpener(WorkDirectory work, DirectoryTrees directories, WebFiles web, GitFiles git) {
    this.work = work;
    this.directories = directories;
    this.web = web;
    this.git = git;
  }

  RemoteDates dates() {
    return new RemoteDates(work, web, git);
  }

  /**
   * The files of a context that has no directory of this host; and instead of files the text of a
   * Dockerfile, where that is all it is.
   */
  record Opened(SourceTree tree, Optional<byte[]> dockerfile) {}

  ContextTree directory(String name, ContextSource.Directory context, Optional<Path> dockerfile)
      throws IOException {
    Path path = context.path();
    if (!Files.isDirectory(path)) {
      String why = Files.exists(path) ? "is not a directory" : "doesn't exist";
      throw new BuildException(ExitCode.DOCKERFILE, name + " " + path + " " + why);
    }
    return directories.open(path, IgnoreFiles.read(context, dockerfile));
  }

  /** What COPY reads of a named context. */
  SourceTree named(String name, ContextSource source) throws IOException {
    if (source instanceof ContextSource.Directory directory) {
      return directory("context " + name, directory, Optional.empty());
    }
    Opened opened = remote(source);
    return opened.dockerfile().isEmpty() ? opened.tree() : file(source, opened);
  }

  /** A file on a web server that is no archive is a file of the context. */
  private SourceTree file(ContextSource source, Opened opened) throws IOException {
    if (!(source instanceof ContextSource.Web url)) {
      throw noArchive(source);
    }
    WebRecord record = web.record(url.url(), Optional.empty());
    long mtime = record.lastModified().map(Instant::getEpochSecond).orElse(0L);
    byte[] data = opened.dockerfile().orElseThrow();
    return DownloadedFile.of(
        FILE_NAME, mtime, data.length, Digest.ofData(data), DataSource.of(data));
  }

  /** What is elsewhere, or in an archive. */
  Opened remote(ContextSource source) throws IOException {
    if (source instanceof ContextSource.Git repository) {
      GitRef ref = repository.ref();
      boolean keepGitDir = ref.keepGitDir().orElse(false);
      return new Opened(git.tree(ref, git.resolve(ref), keepGitDir), Optional.empty());
    }
    if (source instanceof ContextSource.Web url) {
      WebRecord record = web.record(url.url(), Optional.empty());
      return archiveOrDockerfile(source, web.data(url.url(), record, Optional.empty()));
    }
    if (source instanceof ContextSource.StandardInput) {
      Path spooled = work.newName("context");
      try (InputStream in = StandardInput.open()) {
        Files.copy(in, spooled);
      }
      return archiveOrDockerfile(source, spooled);
    }
    if (source instanceof ContextSource.Archive archive) {
      if (!Files.isRegularFile(archive.path()) || !isArchive(source, archive.path())) {
        throw noArchive(source);
      }
      return archive(source, archive.path());
    }
    throw new AssertionError(source);
  }

  private Opened archiveOrDockerfile(ContextSource source, Path file) throws IOException {
    return isArchive(source, file)
        ? archive(source, file)
        : new Opened(Snapshot.EMPTY.tree(), Optional.of(Files.readAllBytes(file)));
  }

  private Opened archive(ContextSource source, Path file) throws IOException {
    Path data = work.newName("context-data");
    return new Opened(ArchiveTree.read(source.shown(), file, data), Optional.empty());
  }

  private static boolean isArchive(ContextSource source, Path file) throws IOException {
    try {
      return ArchiveTree.isArchive(file);
    } catch (LayerException e) {
      throw new BuildException(
          ExitCode.DOCKERFILE,
          "cannot read build context " + source.shown() + ": " + e.getMessage(),
          e);
    }
  }

  private static BuildException noArchive(ContextSource source) {
    return new BuildException(
        ExitCode.DOCKERFILE,
        "build context " + source.shown() + " is neither a directory nor a tar archive");
  }
}
