// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Stage;
import dev.jbuild.oci.Platform;
import java.util.List;

/**
 * A stage of the Dockerfile with its FROM resolved.
 *
 * @param after the stages that {@code --after} names
 */
record StageBase(Stage stage, String imageName, Base base, Platform platform, List<Integer> after) {

  /** In place of one whose FROM is wrong. */
  static StageBase unknown(Stage stage, Platform platform) {
    return new StageBase(stage, "scratch", new Base.Scratch(), platform, List.of());
  }
}
