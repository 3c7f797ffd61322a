// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.ResourceBundle;
import java.util.logging.Logger;

/**
 * Hands Java's own messages to java.util.logging, as Java does without it.
 *
 * <p>It is there to be found: as soon as anything logs, Java looks for such a class in every jar of
 * the class path, and to open them all takes longer than an unchanged build. It is in the first.
 */
public final class LogBridge extends System.LoggerFinder {

  /** Called by {@link java.util.ServiceLoader}. */
  public LogBridge() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Bridge(Logger.getLogger(name));
  }

  private record Bridge(Logger logger) implements System.Logger {

    @Override
    public String getName() {
      return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
      return logger.isLoggable(levelOf(level));
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      logger.logrb(levelOf(level), bundle, message, thrown);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
      logger.logrb(levelOf(level), bundle, format, parameters);
    }

    private static java.util.logging.Level levelOf(Level level) {
      return switch (level) {
        case ALL -> java.util.logging.Level.ALL;
        case TRACE -> java.util.logging.Level.FINER;
        case DEBUG -> java.util.logging.Level.FINE;
        case INFO -> java.util.logging.Level.INFO;
        case WARNING -> java.util.logging.Level.WARNING;
        case ERROR -> java.util.logging.Level.SEVERE;
        case OFF -> java.util.logging.Level.OFF;
      };
    }
  }
}
