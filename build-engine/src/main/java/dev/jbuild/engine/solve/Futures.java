// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

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

  /**
   * The results for all items, in their order; worked on by as many threads as cores. After a
   * failure no further item is begun; when this returns or throws, no thread works any longer.
   */
  static <T, V> List<V> inParallel(List<T> items, Work<T, V> work) throws IOException {
    AtomicInteger next = new AtomicInteger();
    List<FutureTask<V>> tasks = new ArrayList<>();
    for (T item : items) {
      tasks.add(new FutureTask<>(() -> applyOrStop(item, work, next, items.size())));
    }
    int threads = Math.min(items.size(), Runtime.getRuntime().availableProcessors());
    runAll(tasks, next, threads);
    List<V> results = new ArrayList<>();
    for (FutureTask<V> task : tasks) {
      // Tasks are begun in order: before one that was not there is one that has failed.
      results.add(await(task));
    }
    return results;
  }

  private static <T, V> V applyOrStop(T item, Work<T, V> work, AtomicInteger next, int end)
      throws IOException {
    boolean done = false;
    try {
      V result = work.apply(item);
      done = true;
      return result;
    } finally {
      if (!done) {
        next.set(end);
      }
    }
  }

  private static <V> void runAll(List<FutureTask<V>> tasks, AtomicInteger next, int threads) {
    Runnable worker =
        () -> {
          for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
            tasks.get(i).run();
          }
        };
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      Thread thread = new Thread(worker, "parallel");
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    worker.run();
    boolean interrupted = false;
    for (Thread thread : others) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          others.forEach(Thread::interrupt);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a build ends with whose thread was interrupted. */
  static BuildException interrupted() {
    return new BuildException(ExitCode.INTERRUPTED, "interrupted");
  }
}
