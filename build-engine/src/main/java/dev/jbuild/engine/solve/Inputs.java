// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Span;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.PullPolicy;
import dev.jbuild.engine.plan.BaseImages;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.util.Optional;

/** The images that a Dockerfile names, each resolved once in a build. */
final class Inputs implements BaseImages {
  private final ImageResolver resolver;
  private final OciLayoutImages layouts;
  private final PullPolicy policy;
  private final Platform platform;
  private final Once<String, ResolvedImage> resolved = new Once<>();

  Inputs(ImageResolver resolver, OciLayoutImages layouts, PullPolicy policy, Platform platform) {
    this.resolver = resolver;
    this.layouts = layouts;
    this.policy = policy;
    this.platform = platform;
  }

  @Override
  public ImageConfig config(Span place, String image, Optional<Platform> wanted) {
    return StepErrors.at(place, () -> image(image, wanted.orElse(platform)).config());
  }

  ResolvedImage image(String image, Platform wanted) throws IOException {
    Optional<ContextSource.OciLayout> layout = layouts.find(image);
    if (layout.isPresent()) {
      return resolved.get(image + " " + wanted, () -> layouts.resolve(layout.get(), wanted));
    }
    Reference reference;
    try {
      reference = Reference.parse(image);
    } catch (IllegalArgumentException e) {
      throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
    }
    return resolved.get(image + " " + wanted, () -> resolver.resolve(reference, wanted, policy));
  }
}
