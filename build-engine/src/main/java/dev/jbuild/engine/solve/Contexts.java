// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.ContextModes;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.DockerfileSource;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Base;
import dev.jbuild.engine.plan.BuildArgs;
import dev.jbuild.engine.plan.RemoteSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a build may read besides images and stages: the context and the named contexts, of which
 * each is opened when it is first read. Also finds the Dockerfile, which is mostly in the context.
 */
final class Contexts {
  private final ContextSource mainSource;
  private final SourceTree main;
  private final Source dockerfile;
  private final ContextOpener opener;
  private final ContextModes modes;
  private final Map<String, ContextSource> sources = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Once<String, SourceTree> named = new Once<>();

  private Contexts(
      ContextSource mainSource,
      SourceTree main,
      Source dockerfile,
      ContextOpener opener,
      BuildRequest request) {
    this.mainSource = mainSource;
    this.main = main;
    this.dockerfile = dockerfile;
    this.opener = opener;
    this.modes = request.contextModes();
    this.sources.putAll(request.namedContexts());
  }

  /** Opens the context and reads the Dockerfile. */
  static Contexts open(BuildRequest request, ContextOpener opener, DockerfileReader reader)
      throws IOException {
    Optional<DockerfileSource> given = request.dockerfile();
    if (request.context() instanceof ContextSource.Directory directory) {
      Optional<List<Path>> local = DockerfileReader.local(directory.path(), given);
      SourceTree main = opener.directory("context", directory, local.map(f -> f.get(0)));
      Source text =
          local.isPresent()
              ? DockerfileReader.read(local.get())
              : reader.read(given, main, directory.shown());
      return new Contexts(directory, main, text, opener, request);
    }
    ContextSource source = remote(request);
    ContextOpener.Opened opened = opener.remote(source);
    String shown = source.shown();
    if (opened.dockerfile().isPresent() && given.isPresent()) {
      throw new BuildException(
          ExitCode.COMMAND_LINE,
          "-f can't be given where the build context, " + shown + ", is a Dockerfile itself");
    }
    Source text =
        opened.dockerfile().isPresent()
            ? Source.decode(shown, opened.dockerfile().get())
            : reader.read(given, opened.tree(), shown);
    return new Contexts(source, opened.tree(), text, opener, request);
  }

  private static ContextSource remote(BuildRequest request) {
    return request.context() instanceof ContextSource.Git repository
            && BuildArgs.keepsGitDirectory(request.buildArgs())
        ? new ContextSource.Git(repository.url(), true)
        : request.context();
  }

  /** The build context and the Dockerfile, in words that tell them from those of other builds. */
  String project() {
    return mainSource.shown() + " " + dockerfile.name();
  }

  /** Whether COPY and ADD see a context as a {@link NormalizedTree}. */
  boolean normalizesModes() {
    return modes == ContextModes.NORMALIZED;
  }

  Source dockerfile() {
    return dockerfile;
  }

  SourceTree main() {
    return main;
  }

  /** The time that the build context has of itself; a directory has none. */
  Optional<Instant> date() throws IOException {
    return opener.dates().of(mainSource, main);
  }

  /** As above, of a named context; an image has none either. */
  Optional<Instant> date(String name) throws IOException {
    Optional<SourceTree> tree = named(name);
    return tree.isEmpty()
        ? Optional.empty()
        : opener.dates().of(Objects.requireNonNull(sources.get(name)), tree.get());
  }

  /** As above, of what a stage adds. */
  Optional<Instant> date(RemoteSource source) throws IOException {
    return opener.dates().of(source);
  }

  /** What the command line has given a name to. */
  Optional<ContextSource> source(String name) {
    return Optional.ofNullable(sources.get(name));
  }

  /** A context that has files. */
  Optional<SourceTree> named(String name) throws IOException {
    ContextSource source = sources.get(name);
    return source == null || !source.isFiles()
        ? Optional.empty()
        : Optional.of(named.get(name, () -> opener.named(name, source)));
  }

  /** The context that files are read from, if they are from one. */
  Optional<SourceTree> tree(Base from) throws IOException {
    if (from instanceof Base.BuildContext) {
      return Optional.of(main);
    }
    return from instanceof Base.NamedContext context ? named(context.name()) : Optional.empty();
  }

  /** What messages call a context. */
  static String displayName(Base from) {
    return from instanceof Base.NamedContext context
        ? "context " + context.name()
        : "the build context";
  }

  /** What the build context leaves out. */
  IgnorePatterns ignored() {
    return main instanceof ContextTree tree ? tree.ignored() : IgnorePatterns.NONE;
  }
}
