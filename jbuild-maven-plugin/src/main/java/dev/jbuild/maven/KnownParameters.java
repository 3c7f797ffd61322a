// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * The parameters of all goals by name, and their types. Maven ignores what it doesn't know, and
 * takes every word for false that isn't true: this doesn't.
 */
final class KnownParameters {
  /** Parts of parameters that {@link UserValues} reads. */
  private static final List<String> FAMILIES =
      List.of("buildArg.", "label.", "secret.", "buildContext.");

  private static final List<String> PARTS_OF_AUTH =
      List.of("auth.registry", "auth.username", "auth.password");

  private final Map<String, String> types;

  KnownParameters(Map<String, String> types) {
    this.types = new TreeMap<>(types);
  }

  static KnownParameters of(MojoExecution execution) {
    Map<String, String> types = new TreeMap<>();
    for (MojoDescriptor goal : execution.getMojoDescriptor().getPluginDescriptor().getMojos()) {
      for (Parameter parameter : goal.getParameters()) {
        if (parameter.isEditable()) {
          types.put(parameter.getName(), parameter.getType());
        }
      }
    }
    return new KnownParameters(types);
  }

  /** Checks an element {@code <configuration>} of the POM. */
  void check(Object configuration) throws MojoFailureException {
    if (configuration instanceof Xpp3Dom dom) {
      for (Xpp3Dom child : dom.getChildren()) {
        String name = child.getName();
        if (!types.containsKey(name)) {
          throw new MojoFailureException(
              "parameter <"
                  + name
                  + "> is not known; known are "
                  + String.join(", ", types.keySet()));
        }
        checkBoolean(name, child.getValue() == null ? "" : child.getValue().strip());
      }
    }
  }

  /** Checks the names of {@code -Djbuild.*}, and the values of those that are true or false. */
  void check(Map<String, String> userProperties) throws MojoFailureException {
    for (Map.Entry<String, String> property : userProperties.entrySet()) {
      if (property.getKey().startsWith(UserValues.PREFIX)) {
        String name = property.getKey().substring(UserValues.PREFIX.length());
        if (!isKnown(name)) {
          throw new MojoFailureException(
              "-Djbuild." + name + " is not known; known are " + String.join(", ", names()));
        }
        checkBoolean(name, property.getValue().strip());
      }
    }
  }

  private boolean isKnown(String name) {
    return names().contains(name)
        || FAMILIES.stream().anyMatch(f -> name.startsWith(f) && name.length() > f.length());
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>(types.keySet());
    names.addAll(PARTS_OF_AUTH);
    Outputs.NAMES.forEach(name -> names.add("outputs." + name));
    FAMILIES.forEach(family -> names.add(family + "NAME"));
    return names;
  }

  private void checkBoolean(String name, String value) throws MojoFailureException {
    if (types.getOrDefault(name, "").equals("boolean")
        && !value.isEmpty()
        && !value.startsWith("${")
        && !value.equals("true")
        && !value.equals("false")) {
      throw Wrong.parameter(name, "\"" + value + "\": it is either true or false");
    }
  }
}
