// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waiting for other threads' results so that their failures arrive as they were thrown. */
final class Futures {
  private Futures() {}

  /** The result, or the very exception that the work ended with. */
  static <V> V await(Future<V> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UncheckedIOException io) {
        throw io.getCause();
      }
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new AssertionError(cause);
    }
  }

  /** Something that may take long for each of several items. */
  @FunctionalInterface
  interface Work<T, V> {
    V apply(T item) throws IOException;
  }

  /** The results for all items, in their order; worked on by as many threads as cores. */
  static <T, V> List<V> inParallel(List<T> items, Work<T, V> work) throws IOException {
    try {
      return items.parallelStream().map(item -> unchecked(item, work)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static <T, V> V unchecked(T item, Work<T, V> work) {
    try {
      return work.apply(item);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a build ends with whose thread was interrupted. */
  static BuildException interrupted() {
    return new BuildException(ExitCode.INTERRUPTED, "interrupted");
  }
}
