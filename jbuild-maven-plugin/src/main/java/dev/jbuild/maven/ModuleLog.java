// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.logging.Log;

/**
 * The log of one module's build. Where modules are built at once, its lines are kept until the end
 * and told together, each with the module's name: lines of the same level in one piece, and no
 * other module's between them.
 */
final class ModuleLog implements AutoCloseable {
  private static final Object ONE_AT_A_TIME = new Object();

  private enum Level {
    INFO,
    WARN,
    ERROR,
    DEBUG
  }

  private record Line(Level level, String text) {}

  private final Log log;
  private final Optional<String> module;
  private final List<Line> kept = new ArrayList<>();

  /** {@code module} is there where others are built at the same time. */
  ModuleLog(Log log, Optional<String> module) {
    this.log = log;
    this.module = module;
  }

  void info(String text) {
    add(Level.INFO, text);
  }

  void warn(String text) {
    add(Level.WARN, text);
  }

  void error(String text) {
    add(Level.ERROR, text);
  }

  void debug(String text) {
    if (log.isDebugEnabled()) {
      add(Level.DEBUG, text);
    }
  }

  private synchronized void add(Level level, String text) {
    if (module.isPresent()) {
      kept.add(new Line(level, "[" + module.get() + "] " + text));
    } else {
      tell(level, text);
    }
  }

  private void tell(Level level, String text) {
    switch (level) {
      case INFO -> log.info(text);
      case WARN -> log.warn(text);
      case ERROR -> log.error(text);
      case DEBUG -> log.debug(text);
    }
  }

  /** Tells what was kept. */
  @Override
  public synchronized void close() {
    synchronized (ONE_AT_A_TIME) {
      int i = 0;
      while (i < kept.size()) {
        Level level = kept.get(i).level();
        StringBuilder text = new StringBuilder(kept.get(i++).text());
        while (i < kept.size() && kept.get(i).level() == level) {
          text.append('\n').append(kept.get(i++).text());
        }
        tell(level, text.toString());
      }
    }
    kept.clear();
  }
}
