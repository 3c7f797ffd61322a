// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import java.util.Optional;

/** To plan without fetching anything: images that are not known are taken for empty. */
public final class AssumedImages implements BaseImages {
  private final KnownImages known;

  private AssumedImages(KnownImages known) {
    this.known = known;
  }

  /** Asks {@code known} first. */
  public static BaseImages where(KnownImages known) {
    return new AssumedImages(known);
  }

  /** All images are empty. */
  public static BaseImages only() {
    return new AssumedImages((image, platform) -> Optional.empty());
  }

  /** Whether an error has other causes than an image's variables, which were taken for empty. */
  public static boolean leaveCertain(Diagnostic error) {
    return error.span().text().indexOf('$') < 0;
  }

  @Override
  public ImageConfig config(Span place, String imageName, Optional<Platform> platform) {
    Platform wanted = platform.orElseGet(Platform::host);
    return known
        .find(imageName, wanted)
        .orElseGet(() -> ImageConfig.of(wanted, ContainerConfig.EMPTY));
  }
}
