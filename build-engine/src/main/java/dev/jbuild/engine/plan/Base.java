// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.oci.Platform;

/** What a stage starts from, or what COPY --from reads. */
public sealed interface Base {

  /** Nothing at all. */
  record Scratch() implements Base {}

  /** An image of the store or of a registry. */
  record Image(String name, Platform platform) implements Base {}

  /** What {@code --build-context name=…} says. */
  record NamedContext(String name, Platform platform) implements Base {}

  /** The result of an earlier stage, by its index in the Dockerfile. */
  record OtherStage(int index) implements Base {}

  /** The build context; only COPY and ADD read it. */
  record BuildContext() implements Base {}
}
