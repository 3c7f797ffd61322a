// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogBridgeTest {

  @Test
  void messagesForJavaArriveInItsLogging() {
    Logger target = Logger.getLogger("jbuild.test.bridge");
    List<String> seen = new ArrayList<>();
    target.setUseParentHandlers(false);
    target.addHandler(recorder(seen));

    System.Logger logger = System.getLogger("jbuild.test.bridge");
    logger.log(System.Logger.Level.DEBUG, "too fine");
    logger.log(System.Logger.Level.WARNING, "one {0}", 1);
    logger.log(System.Logger.Level.ERROR, "two", new IllegalStateException("why"));

    assertThat(seen).containsExactly("WARNING one {0} [1] null", "SEVERE two null why");
    assertThat(logger.isLoggable(System.Logger.Level.INFO)).isTrue();
    assertThat(logger.isLoggable(System.Logger.Level.TRACE)).isFalse();
  }

  private static Handler recorder(List<String> seen) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        Object[] given = record.getParameters();
        Throwable thrown = record.getThrown();
        seen.add(
            record.getLevel()
                + " "
                + record.getMessage()
                + " "
                + (given == null ? null : List.of(given))
                + " "
                + (thrown == null ? null : thrown.getMessage()));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
