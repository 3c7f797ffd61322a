// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Instruction.Network;
import dev.jbuild.dockerfile.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that may change files, and so makes a layer: all variables are expanded. */
public sealed interface Step {

  Origin origin();

  <R> R accept(Visitor<R> visitor);

  /**
   * Where a step comes from.
   *
   * @param span the whole instruction, in the Dockerfile or in a base image's trigger
   * @param displayName {@code [build 2/5] COPY src /app}
   * @param createdBy the text in the image's history; may be put together only when it is read
   */
  record Origin(Span span, String displayName, CharSequence createdBy) {}

  /**
   * Runs a program.
   *
   * @param args program and arguments, the shell included
   * @param script a file that is there only while it runs, executable, at {@link #SCRIPTS}
   * @param env all variables that it sees, ARGs included, but for {@code hiddenEnv}
   * @param hiddenEnv proxy settings: neither in the history nor in the cache key
   * @param user as USER wrote it; empty is root
   * @param hostname absent: the one that every build has
   * @param network NONE or HOST
   * @param mounts in the order in which they were written
   * @param insecure without the sandbox
   */
  record Run(
      Origin origin,
      List<String> args,
      Optional<InlineFile> script,
      Map<String, String> env,
      Map<String, String> hiddenEnv,
      String cwd,
      String user,
      Optional<String> hostname,
      Network network,
      List<Mount> mounts,
      boolean insecure)
      implements Step {
    /** Where BuildKit has them too: error messages of scripts name it. */
    public static final String SCRIPTS = "/dev/pipes/";

    public Run {
      args = List.copyOf(args);
      mounts = List.copyOf(mounts);
      hiddenEnv = Collections.unmodifiableMap(new LinkedHashMap<>(hiddenEnv));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.run(this);
    }
  }

  /**
   * Copies files.
   *
   * @param from the build context, a named context, another stage or an image
   * @param sources below the root of {@code from}
   * @param inlineFiles copied after them
   * @param destination absolute; ends in a slash if it has to be a directory
   * @param chown as written: names are those of this stage
   * @param chmod as written: octal or symbolic
   * @param link does not look at what is there
   * @param unpack a source of {@code from} that is an archive is extracted
   */
  record Copy(
      Origin origin,
      Base from,
      List<CopySource> sources,
      List<InlineFile> inlineFiles,
      String destination,
      Optional<String> chown,
      Optional<String> chmod,
      boolean link,
      boolean unpack,
      CopyFilter filter,
      List<RemoteSource> remotes)
      implements Step {
    public Copy {
      sources = List.copyOf(sources);
      inlineFiles = List.copyOf(inlineFiles);
      remotes = List.copyOf(remotes);
    }

    /** What is read of {@code from}: its paths and patterns. */
    public List<String> paths() {
      return sources.stream().map(CopySource::path).toList();
    }

    /** Whether there is more than one source as written, so that they go into a directory. */
    public boolean hasSeveralSources() {
      return sources.size() + inlineFiles.size() + remotes.size() > 1;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.copy(this);
    }
  }

  /** Makes a directory, 0755 and owned by {@code user}, unless it is there. */
  record Workdir(Origin origin, String path, String user) implements Step {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.workdir(this);
    }
  }

  /** Something done for each kind of step. */
  interface Visitor<R> {
    R run(Run run);

    R copy(Copy copy);

    R workdir(Workdir workdir);
  }
}
