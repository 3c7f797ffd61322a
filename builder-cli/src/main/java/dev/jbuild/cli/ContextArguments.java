// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.DockerfileSource;
import dev.jbuild.engine.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the command line says of contexts and of the Dockerfile. */
final class ContextArguments {
  private final Arguments arguments;

  ContextArguments(Arguments arguments) {
    this.arguments = arguments;
  }

  /** The operand. */
  ContextSource context() {
    List<String> operands = arguments.operands();
    if (operands.isEmpty()) {
      throw CommandLineError.withHint("the build context is missing", "jbuild -t NAME .");
    }
    String text = operands.get(0);
    ContextSource context = source(text, "build context " + text, Commands.nearest(text));
    if (operands.size() > 1) {
      throw CommandLineError.of(
          "unexpected argument "
              + operands.get(1)
              + ": the build context is "
              + context.shown()
              + " already");
    }
    if (!context.isFiles()) {
      throw CommandLineError.withHint(
          "build context " + text + ": only a named context can be this",
          "--build-context NAME=" + text);
    }
    return arguments.last(Flags.IGNORE_FILE).isPresent() ? withIgnoreFile(context) : context;
  }

  private ContextSource withIgnoreFile(ContextSource context) {
    String text = arguments.last(Flags.IGNORE_FILE).orElseThrow();
    if (!(context instanceof ContextSource.Directory directory)) {
      throw CommandLineError.of(
          "flag --ignorefile: build context "
              + context.shown()
              + " is not a directory, where alone an ignore file counts");
    }
    Path file = Path.of(text).toAbsolutePath();
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw CommandLineError.of("flag --ignorefile " + text + ": no file that can be read");
    }
    return new ContextSource.Directory(directory.path(), Optional.of(file));
  }

  /** {@code -f}: a file of this host, unless the context is elsewhere and the path is relative. */
  Optional<DockerfileSource> dockerfile() {
    List<String> files = arguments.all(Flags.FILE);
    if (files.stream().filter("-"::equals).count() > 1) {
      throw CommandLineError.of("only one Dockerfile can be standard input");
    }
    return files.size() > 1
        ? Optional.of(new DockerfileSource.Joined(files.stream().map(this::dockerfile).toList()))
        : arguments.last(Flags.FILE).map(this::dockerfile);
  }

  private DockerfileSource dockerfile(String text) {
    ContextSource context = context();
    if (text.equals("-")) {
      if (context instanceof ContextSource.StandardInput) {
        throw CommandLineError.of("only one of Dockerfile and build context can be standard input");
      }
      return new DockerfileSource.StandardInput();
    }
    if (text.startsWith("http://") || text.startsWith("https://")) {
      return new DockerfileSource.Web(text);
    }
    boolean here = context instanceof ContextSource.Directory || Path.of(text).isAbsolute();
    return here
        ? new DockerfileSource.LocalFile(Path.of(text).toAbsolutePath())
        : new DockerfileSource.InContext(text);
  }

  /** {@code --build-context}. */
  Map<String, ContextSource> named() {
    Map<String, ContextSource> contexts = new LinkedHashMap<>();
    for (String text : arguments.all(Flags.BUILD_CONTEXT)) {
      int equals = text.indexOf('=');
      if (equals <= 0 || equals == text.length() - 1) {
        throw CommandLineError.of(
            "flag --build-context \"" + text + "\": not of the form NAME=SOURCE");
      }
      ContextSource source =
          source(text.substring(equals + 1), "build context " + text, Optional.empty());
      if (source instanceof ContextSource.StandardInput) {
        throw CommandLineError.of(
            "flag --build-context \"" + text + "\": only the build context can be standard input");
      }
      contexts.put(text.substring(0, equals), source);
    }
    return contexts;
  }

  private static ContextSource source(String text, String what, Optional<String> command) {
    ContextSource source;
    try {
      source = ContextSource.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandLineError.of("build context " + e.getMessage());
    }
    if (source instanceof ContextSource.Archive archive && !Files.exists(archive.path())) {
      String hint =
          command.map(c -> "\n     = hint: did you mean the command jbuild " + c + "?").orElse("");
      throw new BuildException(ExitCode.DOCKERFILE, what + " does not exist" + hint);
    }
    return source;
  }
}
