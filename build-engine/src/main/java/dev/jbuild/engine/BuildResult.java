// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import java.util.List;

/**
 * What a build made.
 *
 * @param manifest the image's manifest, in the store under {@code names}
 * @param imageId the digest of the image's config, as {@code docker images} shows it
 * @param names full names, {@code docker.io/library/app:1}
 */
public record BuildResult(Descriptor manifest, Digest imageId, List<String> names) {
  public BuildResult {
    names = List.copyOf(names);
  }
}
