// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Span;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a RUN sees beside its files, and leaves no trace of in them: variables are expanded.
 *
 * <p>Targets are absolute and clean. Sources are paths in what they are read from, absolute.
 */
public sealed interface Mount {

  /** The {@code --mount} flag, for errors. */
  Span place();

  /** The files that it shows at first, if it shows any. */
  default Optional<Read> reads() {
    return Optional.empty();
  }

  /** Something in the build context, a named context, a stage or an image. */
  record Read(Base from, String source) {}

  /** Mode, as bits, and owner, where the flag says them. */
  record Access(OptionalInt mode, OptionalLong uid, OptionalLong gid) {
    /** Nothing is said. */
    public static final Access UNSAID =
        new Access(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  /** Files; what is written to them is lost. */
  record Bind(Span place, Read read, String target, boolean readOnly) implements Mount {
    @Override
    public Optional<Read> reads() {
      return Optional.of(read);
    }
  }

  /**
   * A directory that outlives the build.
   *
   * @param read what it holds at first; nothing: an empty directory
   * @param inside the directory in it that is mounted, absolute
   * @param access of an empty one
   */
  record Cache(
      Span place,
      String id,
      Optional<Read> read,
      String inside,
      String target,
      Sharing sharing,
      boolean readOnly,
      Access access)
      implements Mount {
    @Override
    public Optional<Read> reads() {
      return read;
    }
  }

  /** Who else may use a cache at the same time. */
  enum Sharing {
    /** Everybody. */
    SHARED,
    /** Everybody has one of his own. */
    PRIVATE,
    /** Nobody: others wait. */
    LOCKED
  }

  /** An empty directory in memory. */
  record Tmpfs(Span place, OptionalLong maxBytes, String target, boolean readOnly)
      implements Mount {}

  /**
   * A secret of the command line, as a file or a variable or both.
   *
   * @param required without the secret the step fails; else it does without
   */
  record Secret(
      Span place,
      String id,
      Optional<String> target,
      Optional<String> env,
      boolean required,
      Access access)
      implements Mount {}

  /** The socket of an ssh agent of the command line. */
  record Ssh(Span place, String id, String target, boolean required, Access access)
      implements Mount {}
}
