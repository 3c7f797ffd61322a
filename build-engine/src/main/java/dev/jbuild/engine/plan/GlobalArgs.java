// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.Expander;
import dev.jbuild.dockerfile.Instruction.Arg;
import dev.jbuild.dockerfile.Nearest;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.oci.Platform;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments that FROM lines see, and that a stage gets by an ARG without a value: those of the
 * platforms, and the ARGs before the first FROM.
 */
final class GlobalArgs {
  private final Map<String, String> values = new LinkedHashMap<>();

  private final Set<String> withoutValue = new HashSet<>();

  private GlobalArgs() {}

  static GlobalArgs of(
      Dockerfile dockerfile, BuildArgs buildArgs, PlanOptions options, Problems problems) {
    GlobalArgs args = new GlobalArgs();
    args.addPlatform("BUILD", options.buildPlatform());
    args.addPlatform("TARGET", options.platform());
    args.values.put("TARGETSTAGE", options.target().orElse("default"));
    args.values.replaceAll((name, value) -> buildArgs.value(name).orElse(value));
    Expander expander = new Expander(dockerfile.directives().escape());
    for (Arg arg : dockerfile.metaArgs()) {
      problems.collect(() -> args.declare(arg, buildArgs, expander));
    }
    return args;
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** What to do about variables of a FROM that have no value. */
  Optional<String> hintFor(Set<String> unset) {
    return unset.stream().findFirst().map(this::hintFor);
  }

  private String hintFor(String name) {
    if (withoutValue.contains(name)) {
      return "give it a value: ARG " + name + "=…, or --build-arg " + name + "=…";
    }
    return Nearest.to(name, values.keySet())
        .map(near -> "did you mean " + near + "?")
        .orElse("give it a value by an ARG before the first FROM");
  }

  /** Of those that have a value. */
  Set<String> names() {
    return values.keySet();
  }

  private void addPlatform(String prefix, Platform platform) {
    values.put(prefix + "PLATFORM", platform.toString());
    values.put(prefix + "OS", platform.os());
    values.put(prefix + "OSVERSION", "");
    values.put(prefix + "ARCH", platform.architecture());
    values.put(prefix + "VARIANT", platform.variant().orElse(""));
  }

  private void declare(Arg arg, BuildArgs buildArgs, Expander expander) {
    for (Arg.Declaration declaration : arg.declarations()) {
      String name = expander.expand(declaration.name(), this::value).text();
      buildArgs
          .declared(name)
          .or(() -> declaration.value().map(v -> expander.expand(v, this::value).text()))
          .ifPresentOrElse(value -> values.put(name, value), () -> withoutValue.add(name));
    }
  }
}
