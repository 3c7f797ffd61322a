// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.FileNames;
import dev.jbuild.layer.HostFile;
import dev.jbuild.layer.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A build context on the host: only what a step asks for is looked at, never the whole tree.
 *
 * <p>What {@code .dockerignore} excludes isn't there, except directories that lead to something
 * that an exception brings back. Owners are 0:0, as Docker has them.
 */
final class ContextTree implements SourceTree {
  private final Path root;
  private final IgnorePatterns ignored;

  ContextTree(Path root, IgnorePatterns ignored) {
    this.root = root;
    this.ignored = ignored;
  }

  Path root() {
    return root;
  }

  IgnorePatterns ignored() {
    return ignored;
  }

  @Override
  public Optional<Found> lookup(String path) throws IOException {
    return visible(path, verdict(path));
  }

  @Override
  public String follow(String path, boolean last) throws IOException {
    return ScopedPath.resolve(path, last, this::readLink);
  }

  @Override
  public List<String> names(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(FileNames.resolve(root, directory))) {
      for (Path child : stream) {
        names.add(FileNames.nameOf(child));
      }
    } catch (NotDirectoryException | NoSuchFileException e) {
      return List.of();
    }
    names.sort(FileNames.ORDER);
    return names;
  }

  @Override
  public List<Found> list(String directory) throws IOException {
    List<String> names = names(directory);
    IgnorePatterns.Verdict verdict = verdict(directory);
    List<Optional<Found>> found =
        Futures.inParallel(
            names, name -> visible(ScopedPath.join(directory, name), verdict.child(name)));
    return found.stream().flatMap(Optional::stream).toList();
  }

  @Override
  public DataSource data(Entry file) {
    return DataSource.of(FileNames.resolve(root, file.path()));
  }

  @Override
  public boolean keepsOwners() {
    return false;
  }

  /** The context itself can't be excluded. */
  private IgnorePatterns.Verdict verdict(String path) {
    return path.isEmpty() ? ignored.root() : ignored.verdict(path);
  }

  private Optional<Found> visible(String path, IgnorePatterns.Verdict verdict) throws IOException {
    if (!verdict.excluded()) {
      return read(path);
    }
    return verdict.mayHoldIncluded()
        ? read(path)
            .filter(found -> found.entry().isDirectory())
            .map(found -> new Found(found.entry(), Optional.empty(), true))
        : Optional.empty();
  }

  private Optional<String> readLink(String path) throws IOException {
    if (verdict(path).excluded()) {
      return Optional.empty();
    }
    Path file = FileNames.resolve(root, path);
    return Files.isSymbolicLink(file) ? Optional.of(Trees.readSymlink(file)) : Optional.empty();
  }

  private Optional<Found> read(String path) throws IOException {
    return HostFile.read(FileNames.resolve(root, path), path)
        .map(file -> new Found(file.entry(), file.linkKey().map(key -> key), false));
  }
}
