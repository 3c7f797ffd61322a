// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Instruction.Network;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.oci.Platform;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line says about a build.
 *
 * @param buildArgs values of ARGs, those from the environment already filled in
 * @param target name or index of the stage to build; the last one if absent
 * @param labels added to the configuration of the target
 * @param platform what the image is for
 * @param buildPlatform what RUN steps of {@code --platform=$BUILDPLATFORM} stages run on
 * @param namedContexts what {@code --build-context} says, by name
 * @param network of RUN steps that do not choose; DEFAULT is that of the host
 * @param insecureAllowed whether RUN may be {@code --security=insecure}
 */
public record PlanOptions(
    Map<String, String> buildArgs,
    Optional<String> target,
    Map<String, String> labels,
    Platform platform,
    Platform buildPlatform,
    Map<String, ContextSource> namedContexts,
    Network network,
    Optional<Instant> sourceDateEpoch,
    boolean insecureAllowed) {

  public PlanOptions {
    buildArgs = Collections.unmodifiableMap(new LinkedHashMap<>(buildArgs));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    namedContexts = Collections.unmodifiableMap(new LinkedHashMap<>(namedContexts));
  }

  /** The same with another target. */
  public PlanOptions withTarget(String name) {
    return new PlanOptions(
        buildArgs,
        Optional.of(name),
        labels,
        platform,
        buildPlatform,
        namedContexts,
        network,
        sourceDateEpoch,
        insecureAllowed);
  }

  /** A build of the last stage, with nothing else said. */
  public static PlanOptions of(Platform platform) {
    return new PlanOptions(
        Map.of(),
        Optional.empty(),
        Map.of(),
        platform,
        platform,
        Map.of(),
        Network.DEFAULT,
        Optional.empty(),
        false);
  }
}
