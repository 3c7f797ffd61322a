// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Redacted;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.DockerfileSource;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the Dockerfile from wherever it is. */
final class DockerfileReader {
  private static final List<String> DEFAULT_NAMES =
      List.of("Dockerfile", "dockerfile", "Containerfile");
  private static final int MAX_BYTES = 16 << 20;

  private final WebFiles web;

  DockerfileReader(WebFiles web) {
    this.web = web;
  }

  /** Those for a context that is a directory, if they are on this host. */
  static Optional<List<Path>> local(Path context, Optional<DockerfileSource> given) {
    if (given.isEmpty()) {
      return Optional.of(List.of(existing(DEFAULT_NAMES.stream().map(context::resolve).toList())));
    }
    List<Path> files = new ArrayList<>();
    for (DockerfileSource source : files(given.get())) {
      if (!(source instanceof DockerfileSource.LocalFile file)) {
        return Optional.empty();
      }
      files.add(existing(List.of(file.path())));
    }
    return Optional.of(files);
  }

  private static List<DockerfileSource> files(DockerfileSource source) {
    return source instanceof DockerfileSource.Joined joined ? joined.files() : List.of(source);
  }

  private static Path existing(List<Path> candidates) {
    return candidates.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> missing(candidates.get(0).toString()));
  }

  private static BuildException missing(String place) {
    return new BuildException(
        ExitCode.DOCKERFILE,
        "no Dockerfile at "
            + place
            + ": name the right one with -f, or give its directory as context");
  }

  static Source read(List<Path> files) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(read(file));
    }
    return Source.joined(sources);
  }

  private static Source read(Path file) throws IOException {
    String name = displayName(file);
    byte[] text =
        Preprocessor.isFor(name) ? Preprocessor.run(name, file) : Files.readAllBytes(file);
    return Source.decode(name, text);
  }

  /** One that is not on this host, or in a {@code context} that isn't. */
  Source read(Optional<DockerfileSource> given, SourceTree context, String shown)
      throws IOException {
    if (given.isEmpty()) {
      return inContext(DEFAULT_NAMES, context, shown);
    }
    List<Source> sources = new ArrayList<>();
    for (DockerfileSource file : files(given.get())) {
      sources.add(read(file, context, shown));
    }
    return Source.joined(sources);
  }

  private Source read(DockerfileSource source, SourceTree context, String shown)
      throws IOException {
    if (source instanceof DockerfileSource.LocalFile file) {
      return read(existing(List.of(file.path())));
    }
    if (source instanceof DockerfileSource.InContext file) {
      return inContext(List.of(file.path()), context, shown);
    }
    if (source instanceof DockerfileSource.StandardInput) {
      try (InputStream in = StandardInput.open()) {
        return Source.decode("standard input", in.readAllBytes());
      }
    }
    if (source instanceof DockerfileSource.Web file) {
      WebRecord record = web.record(file.url(), Optional.empty());
      byte[] data = Files.readAllBytes(web.data(file.url(), record, Optional.empty()));
      return Source.decode(Redacted.urls(file.url()), data);
    }
    throw new AssertionError(source);
  }

  private static Source inContext(List<String> names, SourceTree context, String shown)
      throws IOException {
    for (String name : names) {
      Optional<SourceTree.Found> found =
          context.lookup(context.follow(ScopedPath.clean(name), true));
      if (found.filter(f -> f.entry().type().hasData()).isPresent()
          && found.get().entry().sizeBytes() <= MAX_BYTES) {
        try (InputStream in = context.data(found.get().entry()).open()) {
          return Source.decode(name, in.readAllBytes());
        }
      }
    }
    throw missing(names.get(0) + " in build context " + shown);
  }

  /** As the user wrote it, or relative to the working directory where that is shorter. */
  private static String displayName(Path dockerfile) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = dockerfile.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : dockerfile.toString();
  }
}
