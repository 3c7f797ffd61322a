// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildEvent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Progress on a terminal: finished steps scroll up as lines, below them a few lines are redrawn
 * with what runs now.
 *
 * <p>The terminal cuts the redrawn lines at its own width ("no auto-wrap", DECAWM), so that the
 * width need not be known, and a window that changes its size does no harm.
 */
final class LiveProgress implements Progress {
  private static final int REDRAW_MILLIS = 100;
  private static final int SHOWN_STEPS = 4;
  private static final int SHOWN_OUTPUT = 3;
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private final Map<Integer, Step> running = new LinkedHashMap<>();
  private final Transfers pulls = new Transfers();
  private final Transfers pushes = new Transfers();
  private final StringBuilder finishedLines = new StringBuilder();
  private int finishedSteps;
  private int latestOutput;
  private int drawnLines;
  private boolean closed;

  /** A step that runs. */
  private record Step(String name, long startNanos, OutputTail output) {}

  LiveProgress(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  /** Redraws from a thread of its own, ten times a second, until it is closed. */
  static LiveProgress start(PrintStream out, LongSupplier nanoTime) {
    LiveProgress progress = new LiveProgress(out, nanoTime);
    Thread thread = new Thread(progress::redrawUntilClosed, "jbuild-progress");
    thread.setDaemon(true);
    thread.start();
    return progress;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    if (event instanceof BuildEvent.Notice e) {
      keep(e.text());
    } else if (event instanceof BuildEvent.Warning e) {
      keep("warning: " + e.text());
    } else if (event instanceof BuildEvent.Pushed e) {
      keep(PlainProgress.pushed(e));
    } else if (event instanceof BuildEvent.Remark e) {
      keep(e.text());
    } else if (event instanceof BuildEvent.StepStarted e) {
      running.put(e.step(), new Step(e.name(), nanoTime.getAsLong(), new OutputTail()));
    } else if (event instanceof BuildEvent.CacheMiss e) {
      Step step = running.get(e.step());
      String name = step == null ? "#" + e.step() : step.name();
      e.reasons().forEach(reason -> keep(name + " not cached: " + reason));
    } else if (event instanceof BuildEvent.StepOutput e) {
      Step step = running.get(e.step());
      if (step != null) {
        step.output().add(e.text());
        latestOutput = e.step();
      }
    } else if (event instanceof BuildEvent.StepFinished e) {
      finish(e);
    } else if (event instanceof BuildEvent.Transfer e) {
      (e.direction() == BuildEvent.Direction.PULL ? pulls : pushes).update(e);
    } else {
      throw new AssertionError(event);
    }
  }

  /** Replaces the redrawn lines by a summary. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    notifyAll();
    running.clear();
    keep(statusLine());
    draw();
  }

  /** Writes what was finished since the last time, and the lines below it. */
  synchronized void draw() {
    StringBuilder text = new StringBuilder();
    if (drawnLines > 0) {
      text.append("\u001b[").append(drawnLines).append("A\r").append(CLEAR_BELOW);
    }
    text.append(finishedLines);
    finishedLines.setLength(0);
    List<String> lines = closed ? List.of() : liveLines();
    if (!lines.isEmpty()) {
      text.append(NO_WRAP);
      lines.forEach(line -> text.append(printable(line)).append('\n'));
      text.append(WRAP);
    }
    drawnLines = lines.size();
    out.print(text);
    out.flush();
  }

  private synchronized void redrawUntilClosed() {
    try {
      while (!closed) {
        draw();
        wait(REDRAW_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void finish(BuildEvent.StepFinished event) {
    Step step = running.remove(event.step());
    finishedSteps++;
    String name = step == null ? "" : " " + step.name();
    if (step != null && event.outcome() == BuildEvent.Outcome.FAILED) {
      step.output().whole().forEach(line -> finishedLines.append(line).append('\n'));
    }
    keep("#" + event.step() + name + " " + PlainProgress.outcome(event));
  }

  private List<String> liveLines() {
    List<String> lines = new ArrayList<>();
    lines.add(statusLine());
    int shown = 0;
    for (Map.Entry<Integer, Step> entry : running.entrySet()) {
      if (shown == SHOWN_STEPS) {
        lines.add("   and " + (running.size() - SHOWN_STEPS) + " more");
        break;
      }
      shown++;
      Step step = entry.getValue();
      String elapsed = Units.seconds(nanoTime.getAsLong() - step.startNanos());
      lines.add("#" + entry.getKey() + " " + elapsed + " " + step.name());
    }
    Step talking = running.get(latestOutput);
    if (talking != null) {
      talking.output().last(SHOWN_OUTPUT).forEach(line -> lines.add("   | " + line));
    }
    return lines;
  }

  private String statusLine() {
    StringBuilder line = new StringBuilder("jbuild ");
    line.append(Units.seconds(nanoTime.getAsLong() - startNanos)).append(", ");
    line.append(finishedSteps).append(finishedSteps == 1 ? " step done" : " steps done");
    if (!pulls.isEmpty()) {
      line.append(", pulled ").append(closed ? pulls.summary() : pulls.state());
    }
    if (!pushes.isEmpty()) {
      line.append(", pushed ").append(closed ? pushes.summary() : pushes.state());
    }
    return line.toString();
  }

  private void keep(String line) {
    finishedLines.append(line).append('\n');
  }

  /** Without what would move the cursor: control characters and escape sequences. */
  static String printable(String line) {
    StringBuilder text = new StringBuilder(line.length());
    boolean inEscape = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (inEscape) {
        // ESC [ parameters letter, or ESC and one character
        inEscape = c == '[' || (c < '@' && c >= ' ');
      } else if (c == '\u001b') {
        inEscape = true;
      } else if (c == '\t') {
        text.append("    ");
      } else if (!Character.isISOControl(c)) {
        text.append(c);
      }
    }
    return text.toString();
  }
}
