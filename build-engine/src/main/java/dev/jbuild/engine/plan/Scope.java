// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.oci.ContainerConfig;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What checks know of a stage at one of its instructions. */
final class Scope {
  /** Variables with a value: of the base, of ENV, of ARG. */
  final Map<String, String> values = new LinkedHashMap<>();

  /** Names that an ARG has declared, with a value or without. */
  final Set<String> declared = new HashSet<>();

  final Set<String> volumes = new HashSet<>();

  /** Whether all variables of the base are among the values: its configuration was at hand. */
  final boolean complete;

  /** Whether SHELL, or the base, has chosen a shell. */
  boolean hasShell;

  /** Whether a WORKDIR of this file, whichever stage, comes before. */
  boolean hasWorkdir;

  /** Empty where it is the base's, which is not known. */
  Optional<String> user;

  private Scope(boolean complete, Optional<String> user) {
    this.complete = complete;
    this.user = user;
  }

  /** The start of a stage from an image, or from nothing at all. */
  static Scope of(Optional<ContainerConfig> base) {
    Scope scope = new Scope(base.isPresent(), base.map(ContainerConfig::user));
    scope.values.put("PATH", "");
    if (base.isPresent()) {
      scope.values.putAll(base.get().env());
      scope.hasShell = base.get().shell().isPresent();
      scope.volumes.addAll(base.get().volumes());
    }
    return scope;
  }

  /** The start of a stage that goes on from one with this scope at its end. */
  Scope child() {
    Scope child = new Scope(complete, user);
    child.values.putAll(values);
    child.declared.addAll(declared);
    child.volumes.addAll(volumes);
    child.hasShell = hasShell;
    child.hasWorkdir = hasWorkdir;
    return child;
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
