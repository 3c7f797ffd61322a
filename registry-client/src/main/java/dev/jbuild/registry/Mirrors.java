// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an image is looked for: at the mirrors of its registry, then at the registry. Nothing is
 * ever pushed to a mirror.
 */
final class Mirrors {
  private final HostSettings settings;
  private Optional<RegistriesConf> configuration = Optional.empty();

  /** Reads nothing before it is asked. */
  Mirrors(HostSettings settings) {
    this.settings = settings;
  }

  private synchronized RegistriesConf configuration() {
    if (configuration.isEmpty()) {
      configuration = Optional.of(RegistriesConf.read(settings.environment()));
    }
    return configuration.get();
  }

  /** The names to ask for, in their order; at least one. */
  List<Reference> of(Reference reference) {
    List<Reference> places = new ArrayList<>();
    for (String mirror : settings.mirrors().getOrDefault(reference.registryHost(), List.of())) {
      places.add(at(mirror, reference));
    }
    if (!places.isEmpty()) {
      if (settings.originToo()) {
        places.add(reference);
      }
      return places;
    }
    Optional<RegistriesConf.Rule> rule = configuration().rule(reference);
    if (rule.isEmpty()) {
      return List.of(reference);
    }
    if (rule.get().blocked()) {
      throw new RegistryException(
          RegistryException.Reason.LOCAL,
          reference + " is blocked by " + rule.get().file() + ", for " + rule.get().prefix());
    }
    for (RegistriesConf.Mirror mirror : rule.get().mirrors()) {
      if (mirror.serves(reference.digest().isPresent())) {
        places.add(rule.get().at(mirror.location(), reference));
      }
    }
    places.add(
        rule.get().location().isEmpty()
            ? reference
            : rule.get().at(rule.get().location(), reference));
    return places;
  }

  /** Whether the configuration has a host for which TLS is not needed. */
  boolean isInsecure(String host) {
    return !settings.tlsVerify() || configuration().isInsecure(host);
  }

  private static Reference at(String mirror, Reference reference) {
    return RegistriesConf.reference(mirror, reference.repository(), reference);
  }
}
