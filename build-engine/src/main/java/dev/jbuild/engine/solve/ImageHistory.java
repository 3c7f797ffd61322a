// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.HistoryEntry;
import dev.jbuild.oci.History;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The history of a finished stage: that of its base, then a line for each instruction. */
final class ImageHistory {
  private ImageHistory() {}

  /** When the youngest step of this build or of its cache was done, if there was any step. */
  static Optional<Instant> created(StageResult result) {
    Stream<Instant> own = result.steps().stream().map(StepResult::created);
    Stream<Instant> base = result.baseStage().flatMap(ImageHistory::created).stream();
    return Stream.concat(own, base).max(Instant::compareTo);
  }

  /** {@code fallback} is the time of lines that no step comes before. */
  static List<History> of(StageResult result, Instant fallback) throws IOException {
    List<History> history = new ArrayList<>();
    if (result.baseStage().isPresent()) {
      history.addAll(of(result.baseStage().get(), fallback));
    }
    result.baseImage().ifPresent(image -> history.addAll(image.config().history()));
    Instant last = fallback;
    int next = 0;
    for (HistoryEntry line : result.stage().history()) {
      boolean empty = true;
      if (line.step().isPresent()) {
        StepResult step = result.steps().get(next++);
        last = step.created();
        empty = step.layer().blob().isEmpty();
      }
      history.add(
          new History(
              Optional.of(last),
              line.createdBy().toString(),
              Optional.empty(),
              Optional.of(HistoryEntry.COMMENT),
              empty));
    }
    return history;
  }
}
