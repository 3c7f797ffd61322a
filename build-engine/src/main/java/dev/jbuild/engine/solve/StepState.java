// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.Mount;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A step as it is known before anything runs.
 *
 * @param id number in the progress, from 1
 * @param operation see {@link StepKeys}
 * @param definition the definition key
 * @param selection what a COPY reads from a context
 * @param bound what the mounts of a RUN show of contexts
 * @param remotes what an ADD reads from elsewhere
 * @param hit what the cache has under the definition key
 * @param refused why no record may count, however well it fits
 * @param slot of the place in the Dockerfile, whatever stands there
 * @param source what it reads besides {@code below}, as in the definition key
 * @param below the base and the steps that it goes on from
 */
record StepState(
    int id,
    Step step,
    Digest operation,
    Digest definition,
    Optional<CopySelection> selection,
    Map<Mount, BoundTree> bound,
    List<RemotePart> remotes,
    Optional<StepRecord> hit,
    Optional<String> refused,
    Digest slot,
    Digest source,
    List<StepParts.Below> below) {
  StepState {
    remotes = List.copyOf(remotes);
    below = List.copyOf(below);
  }

  /** The instruction as it is shown, without its number. */
  String name() {
    return nameOf(step.origin().displayName());
  }

  /** {@code RUN make} of {@code [build 2/5] RUN make}. */
  static String nameOf(String displayName) {
    int end = displayName.startsWith("[") ? displayName.indexOf("] ") : -1;
    return end < 0 ? displayName : displayName.substring(end + 2);
  }
}
