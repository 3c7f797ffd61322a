// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Instruction.Network;
import dev.jbuild.oci.Platform;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line says about a build.
 *
 * @param buildArgs values of ARGs, those from the environment already filled in
 * @param target name or index of the stage to build; the last one if absent
 * @param labels added to the configuration of the target
 * @param platform what the image is for
 * @param buildPlatform what RUN steps of {@code --platform=$BUILDPLATFORM} stages run on
 * @param namedContexts names given to {@code --build-context}
 * @param network of RUN steps that do not choose; DEFAULT is that of the host
 * @param insecureAllowed whether RUN may be {@code --security=insecure}
 */
public record PlanOptions(
    Map<String, String> buildArgs,
    Optional<String> target,
    Map<String, String> labels,
    Platform platform,
    Platform buildPlatform,
    Set<String> namedContexts,
    Network network,
    Optional<Instant> sourceDateEpoch,
    boolean insecureAllowed) {

  public PlanOptions {
    buildArgs = Collections.unmodifiableMap(new LinkedHashMap<>(buildArgs));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    namedContexts = Set.copyOf(namedContexts);
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
        Set.of(),
        Network.DEFAULT,
        Optional.empty(),
        false);
  }
}
