// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.logging.SystemStreamLog;

/** Keeps what it is told. */
final class RecordingLog extends SystemStreamLog {
  final List<String> lines = new ArrayList<>();

  @Override
  public void info(CharSequence text) {
    lines.add("info " + text);
  }

  @Override
  public void warn(CharSequence text) {
    lines.add("warn " + text);
  }
}
