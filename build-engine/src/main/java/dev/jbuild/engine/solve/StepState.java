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
 */
record StepState(
    int id,
    Step step,
    Digest operation,
    Digest definition,
    Optional<CopySelection> selection,
    Map<Mount, BoundTree> bound,
    List<RemotePart> remotes,
    Optional<StepRecord> hit) {
  StepState {
    remotes = List.copyOf(remotes);
  }
}
