// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

/** Numbers the steps of a stage as BuildKit shows them: {@code [build 2/5] COPY src /app}. */
final class StepNames {
  private final String stage;
  private final int total;
  private int count;

  /** {@code stage} is empty where a Dockerfile has only one, without a name. */
  StepNames(String stage, int total) {
    this.stage = stage.isEmpty() ? "" : stage + " ";
    this.total = total;
  }

  String next(String text) {
    count++;
    String number = Integer.toString(count);
    String padding = " ".repeat(Math.max(0, Integer.toString(total).length() - number.length()));
    return "[" + stage + padding + number + "/" + total + "] " + text;
  }
}
