// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildEvent;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Progress as lines, for logs: nothing is clipped, nothing is drawn over.
 *
 * <pre>
 * #3 [build 2/5] RUN make
 * #3 0.412 cc -c a.c
 * #3 DONE 0.5s
 * </pre>
 */
final class PlainProgress implements Progress {
  private static final long REPORT_INTERVAL_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final Map<Integer, RunningStep> running = new HashMap<>();
  private final Transfers pulls = new Transfers();
  private final Transfers pushes = new Transfers();
  private long lastReport;

  /** A step whose output goes on. */
  private record RunningStep(long startNanos, LineSplitter output) {}

  PlainProgress(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.lastReport = nanoTime.getAsLong();
  }

  @Override
  public synchronized void on(BuildEvent event) {
    if (event instanceof BuildEvent.Notice e) {
      print(e.text());
    } else if (event instanceof BuildEvent.Warning e) {
      print("warning: " + e.text());
    } else if (event instanceof BuildEvent.Remark e) {
      print(e.text());
    } else if (event instanceof BuildEvent.StepStarted e) {
      running.put(e.step(), new RunningStep(nanoTime.getAsLong(), new LineSplitter()));
      print("#" + e.step() + " " + e.name());
    } else if (event instanceof BuildEvent.CacheMiss e) {
      e.reasons().forEach(reason -> print("#" + e.step() + " not cached: " + reason));
    } else if (event instanceof BuildEvent.StepOutput e) {
      RunningStep step = step(e.step());
      step.output().add(e.text(), line -> printOutput(e.step(), step, line));
    } else if (event instanceof BuildEvent.StepFinished e) {
      RunningStep step = step(e.step());
      step.output().finish(line -> printOutput(e.step(), step, line));
      running.remove(e.step());
      print("#" + e.step() + " " + outcome(e));
    } else if (event instanceof BuildEvent.Transfer e) {
      (e.direction() == BuildEvent.Direction.PULL ? pulls : pushes).update(e);
      reportNowAndThen();
    } else if (event instanceof BuildEvent.Pushed e) {
      print(pushed(e));
    } else {
      throw new AssertionError(event);
    }
    out.flush();
  }

  /** Ends lines that were begun and says what was transferred. */
  @Override
  public synchronized void close() {
    running.forEach((n, step) -> step.output().finish(line -> printOutput(n, step, line)));
    running.clear();
    if (!pulls.isEmpty()) {
      print("pulled " + pulls.summary());
    }
    if (!pushes.isEmpty()) {
      print("pushed " + pushes.summary());
    }
    out.flush();
  }

  static String outcome(BuildEvent.StepFinished event) {
    String elapsed = Units.seconds(event.elapsed().toNanos());
    return switch (event.outcome()) {
      case DONE -> "DONE " + elapsed;
      case CACHED -> "CACHED";
      case FAILED -> "ERROR " + elapsed;
      case CANCELED -> "CANCELED " + elapsed;
    };
  }

  static String pushed(BuildEvent.Pushed event) {
    return event.failure().isEmpty()
        ? "pushed " + event.name()
        : "not pushed: " + event.name() + ": " + event.failure().get();
  }

  private RunningStep step(int number) {
    return running.computeIfAbsent(
        number, n -> new RunningStep(nanoTime.getAsLong(), new LineSplitter()));
  }

  private void printOutput(int number, RunningStep step, String line) {
    long elapsed = nanoTime.getAsLong() - step.startNanos();
    print("#" + number + " " + Units.timestamp(elapsed) + " " + line);
  }

  private void reportNowAndThen() {
    long now = nanoTime.getAsLong();
    if (now - lastReport < REPORT_INTERVAL_NANOS) {
      return;
    }
    lastReport = now;
    if (!pulls.isEmpty()) {
      print("pulling: " + pulls.state());
    }
    if (!pushes.isEmpty()) {
      print("pushing: " + pushes.state());
    }
  }

  private void print(String line) {
    out.print(line);
    out.print('\n');
  }
}
