// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.engine.plan.AssumedImages;
import dev.jbuild.engine.plan.PlanOptions;
import dev.jbuild.engine.plan.Planner;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that is wrong with a Dockerfile of which not all can be read. */
final class Mistakes {
  private Mistakes() {}

  /**
   * What can't be read; and, unless that can be the cause of it, what makes no sense of the rest.
   */
  static DockerfileException of(Dockerfile.Reading reading, PlanOptions options) {
    Map<String, Diagnostic> byText = new LinkedHashMap<>();
    reading.errors().forEach(error -> byText.put(error.render(), error));
    if (reading.coherent()) {
      try {
        Planner.plan(reading.dockerfile(), options, AssumedImages.only());
      } catch (DockerfileException e) {
        e.diagnostics().stream()
            .filter(AssumedImages::leaveCertain)
            .forEach(error -> byText.putIfAbsent(error.render(), error));
      }
    }
    Problems inOrder = new Problems();
    byText.values().forEach(inOrder::add);
    return new DockerfileException(inOrder.errors());
  }
}
