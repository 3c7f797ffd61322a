// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import java.util.Optional;

/** The configurations of images that are at hand: what isn't makes the checks more cautious. */
@FunctionalInterface
public interface KnownImages {
  /** Nothing if finding out would take more than a look. */
  Optional<ImageConfig> find(String imageName, Platform platform);
}
