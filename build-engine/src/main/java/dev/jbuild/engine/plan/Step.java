// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that changes files. Everything in it is final: variables are expanded. */
public sealed interface Step {

  /** The instruction in the Dockerfile, for errors. */
  Span place();

  /** What is shown while it runs: {@code [build 2/5] COPY src /app}. */
  String title();

  /**
   * RUN.
   *
   * @param args program and arguments; the shell's for the shell form
   * @param env variables of ENV and ARG, in order
   * @param hiddenEnv predeclared proxy arguments: given to the process, but in no cache key
   * @param workingDir absolute
   * @param user as USER has it, "" for root
   */
  record Run(
      Span place,
      String title,
      List<String> args,
      Map<String, String> env,
      Map<String, String> hiddenEnv,
      String workingDir,
      String user,
      boolean networkNone)
      implements Step {
    public Run {
      args = List.copyOf(args);
      env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
      hiddenEnv = Collections.unmodifiableMap(new LinkedHashMap<>(hiddenEnv));
    }
  }

  /**
   * COPY and ADD of local files.
   *
   * @param sources relative to the root of {@code from}; wildcards not yet expanded
   * @param destination absolute; ends in a slash if it must be a directory
   * @param unpack ADD: local tar archives are unpacked, which their content tells
   */
  record Copy(
      Span place,
      String title,
      From from,
      List<String> sources,
      String destination,
      Optional<String> chown,
      Optional<String> chmod,
      boolean link,
      boolean unpack)
      implements Step {
    public Copy {
      sources = List.copyOf(sources);
    }
  }

  /**
   * WORKDIR: makes the directory if it isn't there.
   *
   * @param path absolute
   * @param user its owner, as USER has it
   */
  record Workdir(Span place, String title, String path, String user) implements Step {}

  /** Where a COPY takes its files from. */
  sealed interface From {}

  /** The build context. */
  record FromContext() implements From {}

  /** A context of the command line. */
  record FromNamedContext(String name) implements From {}

  /** An earlier stage, by its index. */
  record FromStage(int stage) implements From {}

  /** An image by its name. */
  record FromImage(String image) implements From {}
}
