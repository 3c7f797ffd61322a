// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.Mount;
import dev.jbuild.engine.plan.Step;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a step reads besides the files below it.
 *
 * @param inputs of a COPY
 * @param bound of a RUN, by mount
 */
record StepReads(Optional<CopyInputs> inputs, Map<Mount, BoundTree> bound) {
  static final StepReads NOTHING = new StepReads(Optional.empty(), Map.of());

  private static final Digest NONE = CacheKey.of("nothing").digest();

  static StepReads of(CopyInputs inputs) {
    return new StepReads(Optional.of(inputs), Map.of());
  }

  static StepReads of(Map<Mount, BoundTree> bound) {
    return new StepReads(Optional.empty(), bound);
  }

  /** The source of the content key. */
  Digest digest(Step step) throws IOException {
    if (step instanceof Step.Copy copy) {
      return CopyExecutor.contentDigest(copy, inputs.orElseThrow());
    }
    if (step instanceof Step.Run run) {
      return MountKeys.sources(run.mounts(), (mount, read) -> digest(mount)).orElse(NONE);
    }
    return NONE;
  }

  private Digest digest(Mount mount) throws IOException {
    BoundTree tree = Objects.requireNonNull(bound.get(mount));
    return mount instanceof Mount.Cache ? tree.identity() : tree.digest();
  }
}
