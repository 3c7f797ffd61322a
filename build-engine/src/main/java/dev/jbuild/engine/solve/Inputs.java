// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.PullPolicy;
import dev.jbuild.engine.plan.BaseImages;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The images that a Dockerfile names, each resolved once in a build. */
final class Inputs implements BaseImages {
  private final ImageResolver resolver;
  private final PullPolicy policy;
  private final Once<String, ResolvedImage> resolved = new Once<>();

  Inputs(ImageResolver resolver, PullPolicy policy) {
    this.resolver = resolver;
    this.policy = policy;
  }

  @Override
  public ImageConfig config(String image, Platform platform) {
    try {
      return image(image, platform).config();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ResolvedImage image(String image, Platform platform) throws IOException {
    Reference reference;
    try {
      reference = Reference.parse(image);
    } catch (IllegalArgumentException e) {
      throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
    }
    return resolved.get(
        image + " " + platform, () -> resolver.resolve(reference, platform, policy));
  }
}
