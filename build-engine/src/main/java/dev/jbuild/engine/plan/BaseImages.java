// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Span;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import java.util.Optional;

/** Knows the configurations of images; the planner asks only for those that a build needs. */
public interface BaseImages {

  /**
   * The configuration of an image; the name may be that of an OCI layout.
   *
   * @param place the FROM, for errors
   * @param imageName as written after FROM, variables expanded
   * @param platform which of a multi-platform image
   */
  ImageConfig config(Span place, String imageName, Optional<Platform> platform);
}
