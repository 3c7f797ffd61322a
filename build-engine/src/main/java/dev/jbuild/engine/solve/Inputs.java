// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Span;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.PullPolicy;
import dev.jbuild.engine.plan.BaseImages;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The images that a Dockerfile names, each resolved once in a build. */
final class Inputs implements BaseImages {
  private final ImageResolver resolver;
  private final PullPolicy policy;
  private final Platform platform;
  private final Set<String> namedContexts;
  private final Once<String, ResolvedImage> resolved = new Once<>();

  Inputs(ImageResolver resolver, PullPolicy policy, Platform platform, Set<String> namedContexts) {
    this.resolver = resolver;
    this.policy = policy;
    this.platform = platform;
    this.namedContexts = Set.copyOf(namedContexts);
  }

  @Override
  public ImageConfig config(Span place, String image, Optional<Platform> wanted) {
    return StepErrors.at(
        place,
        () -> {
          if (namedContexts.contains(image)) {
            throw new BuildException(
                ExitCode.DOCKERFILE,
                "a stage can't start from context "
                    + image
                    + " of the command line: use FROM scratch and COPY --from="
                    + image);
          }
          return image(image, wanted.orElse(platform)).config();
        });
  }

  ResolvedImage image(String image, Platform wanted) throws IOException {
    Reference reference;
    try {
      reference = Reference.parse(image);
    } catch (IllegalArgumentException e) {
      throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
    }
    return resolved.get(image + " " + wanted, () -> resolver.resolve(reference, wanted, policy));
  }
}
