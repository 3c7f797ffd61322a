// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildEvent;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Shows nothing but what a step that failed had printed. */
final class QuietProgress implements Progress {
  private final PrintStream out;
  private final Map<Integer, OutputTail> outputs = new HashMap<>();

  QuietProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    if (event instanceof BuildEvent.StepOutput e) {
      outputs.computeIfAbsent(e.step(), n -> new OutputTail()).add(e.text());
    } else if (event instanceof BuildEvent.StepFinished e) {
      OutputTail tail = outputs.remove(e.step());
      if (tail != null && e.outcome() == BuildEvent.Outcome.FAILED) {
        tail.whole().forEach(line -> out.print(line + "\n"));
        out.flush();
      }
    }
  }

  @Override
  public void close() {
    out.flush();
  }
}
