// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildProgress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Tells the events of a build by Maven's logger, a line at a time; transfers only to debuggers. */
final class LogProgress implements BuildProgress {
  private final ModuleLog log;
  private final Map<Integer, StringBuilder> unfinishedLines = new HashMap<>();

  LogProgress(ModuleLog log) {
    this.log = log;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    if (event instanceof BuildEvent.Notice e) {
      log.info(e.text());
    } else if (event instanceof BuildEvent.Warning e) {
      log.warn(e.text());
    } else if (event instanceof BuildEvent.Remark e) {
      log.warn(e.text());
    } else if (event instanceof BuildEvent.StepStarted e) {
      log.info("#" + e.step() + " " + e.name());
    } else if (event instanceof BuildEvent.CacheMiss e) {
      e.reasons().forEach(reason -> log.info("#" + e.step() + " not cached: " + reason));
    } else if (event instanceof BuildEvent.StepOutput e) {
      output(e);
    } else if (event instanceof BuildEvent.StepFinished e) {
      StringBuilder rest = unfinishedLines.remove(e.step());
      if (rest != null && !rest.isEmpty()) {
        log.info("#" + e.step() + " | " + rest);
      }
      log.info("#" + e.step() + " " + e.outcome().name().toLowerCase(Locale.ROOT));
    } else if (event instanceof BuildEvent.Pushed e) {
      if (e.failure().isEmpty()) {
        log.info("pushed " + e.name());
      } else {
        log.error("not pushed: " + e.name() + ": " + e.failure().get());
      }
    } else if (event instanceof BuildEvent.Transfer e) {
      log.debug(
          e.direction().name().toLowerCase(Locale.ROOT)
              + " "
              + e.what()
              + ": "
              + e.doneBytes()
              + " of "
              + e.totalBytes()
              + " bytes");
    } else {
      throw new AssertionError(event);
    }
  }

  private void output(BuildEvent.StepOutput event) {
    StringBuilder text =
        unfinishedLines
            .computeIfAbsent(event.step(), n -> new StringBuilder())
            .append(event.text());
    for (int end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      log.info("#" + event.step() + " | " + text.substring(0, end).stripTrailing());
      text.delete(0, end + 1);
    }
  }
}
