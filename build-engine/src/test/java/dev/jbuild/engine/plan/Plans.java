// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Instruction.Network;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.oci.ContainerConfig;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.Platform;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans Dockerfiles over images that a test makes up. */
final class Plans implements BaseImages {
  static final Platform ARM = Platform.parse("linux/arm64");

  final List<String> asked = new ArrayList<>();
  private final Map<String, ContainerConfig> images = new HashMap<>();
  private final Map<String, String> buildArgs = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private Optional<String> target = Optional.empty();
  private Platform platform = Platform.LINUX_AMD64;
  private final Map<String, ContextSource> contexts = new LinkedHashMap<>();
  private Network network = Network.DEFAULT;
  private Optional<Instant> epoch = Optional.empty();
  private boolean insecure;

  Plans image(String name, ContainerConfig config) {
    images.put(name, config);
    return this;
  }

  Plans arg(String name, String value) {
    buildArgs.put(name, value);
    return this;
  }

  Plans label(String name, String value) {
    labels.put(name, value);
    return this;
  }

  Plans target(String name) {
    target = Optional.of(name);
    return this;
  }

  Plans platform(Platform platform) {
    this.platform = platform;
    return this;
  }

  Plans contexts(String... names) {
    for (String name : names) {
      contexts.put(name, new ContextSource.Directory(Path.of("/", name)));
    }
    return this;
  }

  Plans context(String name, ContextSource source) {
    contexts.put(name, source);
    return this;
  }

  Plans network(Network network) {
    this.network = network;
    return this;
  }

  Plans allowInsecure() {
    insecure = true;
    return this;
  }

  Plans epoch(Instant instant) {
    epoch = Optional.of(instant);
    return this;
  }

  BuildPlan plan(String dockerfile) {
    PlanOptions options =
        new PlanOptions(
            buildArgs,
            target,
            labels,
            platform,
            Platform.LINUX_AMD64,
            contexts,
            network,
            epoch,
            insecure);
    return Planner.plan(Dockerfile.parse(Source.of("Dockerfile", dockerfile)), options, this);
  }

  @Override
  public ImageConfig config(Span place, String imageName, Optional<Platform> platform) {
    asked.add(imageName + " " + platform.orElseThrow());
    return new ImageConfig(
        platform.orElseThrow(),
        Optional.empty(),
        Optional.of("base author"),
        images.getOrDefault(imageName, ContainerConfig.EMPTY),
        List.of(),
        List.of());
  }

  static ContainerConfig config(String dockerfile) {
    return new Plans().plan(dockerfile).target().config();
  }

  static List<Step> steps(String dockerfile) {
    return new Plans().plan(dockerfile).target().steps();
  }

  static Step.Run run(BuildPlan plan) {
    return plan.target().steps().stream()
        .filter(s -> s instanceof Step.Run)
        .map(s -> (Step.Run) s)
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  static Step.Run run(String dockerfile) {
    return run(new Plans().plan(dockerfile));
  }

  static Step.Copy copy(String dockerfile) {
    return copy(new Plans().plan(dockerfile));
  }

  static Step.Copy copy(BuildPlan plan) {
    List<Step> steps = plan.target().steps();
    return (Step.Copy) steps.get(steps.size() - 1);
  }

  static List<String> history(String dockerfile) {
    return new Plans()
        .plan(dockerfile).target().history().stream().map(h -> h.createdBy().toString()).toList();
  }
}
