// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.oci.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that happened in a build, for those who watch it. */
public sealed interface BuildEvent {

  /** One line for the user: the tier that was found, an image that was resolved. */
  record Notice(String text) implements BuildEvent {}

  /** One line that the user should act on. */
  record Warning(String text) implements BuildEvent {}

  /**
   * Something doubtful in the Dockerfile, as compilers tell it: place, {@code warning:}, the line
   * and a caret.
   */
  record Remark(String text) implements BuildEvent {}

  /** A step begins; {@code name} is as {@code [build 2/5] COPY src /app}. */
  record StepStarted(int step, String name) implements BuildEvent {}

  /**
   * A step that was not in the cache, if that was to be explained: what has changed, a line a
   * reason, as {@code variable VERSION changed: 1 → 2}.
   */
  record CacheMiss(int step, List<String> reasons) implements BuildEvent {
    public CacheMiss {
      reasons = List.copyOf(reasons);
    }
  }

  /** Text that a RUN printed, in pieces as they came, not split into lines. */
  record StepOutput(int step, String text) implements BuildEvent {}

  /** A step ended; {@link Outcome#CACHED} steps are started and finished at once. */
  record StepFinished(int step, Outcome outcome, Duration elapsed) implements BuildEvent {}

  /** A blob on its way; {@code doneBytes} grows to {@code totalBytes}. */
  record Transfer(Direction direction, String what, long doneBytes, long totalBytes)
      implements BuildEvent {}

  /**
   * A push to one of the image's names has ended.
   *
   * @param failure why the image did not arrive there
   */
  record Pushed(String name, Digest digest, Optional<String> failure) implements BuildEvent {}

  /** How a step ended. */
  enum Outcome {
    DONE,
    CACHED,
    FAILED,
    /** Stopped because another step failed. */
    CANCELED
  }

  /** Which way a blob goes. */
  enum Direction {
    PULL,
    PUSH
  }
}
