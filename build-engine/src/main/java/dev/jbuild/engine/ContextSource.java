// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.dockerfile.Redacted;
import dev.jbuild.git.GitRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the files of a build context are, or of one that {@code --build-context} names. */
public sealed interface ContextSource {

  /** For people to read, without passwords. */
  String shown();

  /**
   * A directory of this host.
   *
   * @param ignoreFile says what is left out, instead of what lies in the directory and beside the
   *     Dockerfile
   */
  record Directory(Path path, Optional<Path> ignoreFile) implements ContextSource {
    public Directory(Path path) {
      this(path, Optional.empty());
    }

    @Override
    public String shown() {
      return path.toString();
    }
  }

  /** A tar on this host, compressed or not. */
  record Archive(Path path) implements ContextSource {
    @Override
    public String shown() {
      return path.toString();
    }
  }

  /** A tar, or a Dockerfile without any files, on standard input. */
  record StandardInput() implements ContextSource {
    @Override
    public String shown() {
      return "standard input";
    }
  }

  /** A tar, or a Dockerfile without any files, on a web server. */
  record Web(String url) implements ContextSource {
    @Override
    public String shown() {
      return Redacted.urls(url);
    }
  }

  /**
   * A git repository.
   *
   * @param url as {@link GitRef} has it
   * @param keepGitDir {@code .git} is there too, whatever the URL says
   */
  record Git(String url, boolean keepGitDir) implements ContextSource {
    public Git(String url) {
      this(url, false);
    }

    @Override
    public String shown() {
      return ref().shown();
    }

    /** The URL's parts. */
    public GitRef ref() {
      GitRef ref = GitRef.parse(url).orElseThrow();
      return keepGitDir ? ref.withGitDir() : ref;
    }
  }

  /** An image of the store or a registry; {@code scratch} is an empty one. */
  record Image(String name) implements ContextSource {
    @Override
    public String shown() {
      return ContextSourceParser.IMAGE + name;
    }
  }

  /** An image of an OCI layout: {@code :tag}, {@code @digest} or, for the only one, nothing. */
  record OciLayout(Path path, String selector) implements ContextSource {
    @Override
    public String shown() {
      return ContextSourceParser.LAYOUT + path + selector;
    }
  }

  /** A stage of the Dockerfile under another name. */
  record Stage(String name) implements ContextSource {
    @Override
    public String shown() {
      return ContextSourceParser.STAGE + name;
    }
  }

  /** Whether it has no config, only files. */
  default boolean isFiles() {
    return !(this instanceof Image || this instanceof OciLayout || this instanceof Stage);
  }

  /**
   * What the command line means: a URL, {@code -}, or a path of a directory or tar. Looks at the
   * file system only to tell these apart. IllegalArgumentException names what can't be a context.
   */
  static ContextSource parse(String text) {
    return ContextSourceParser.parse(text, Files::isDirectory);
  }
}
